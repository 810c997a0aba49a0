// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {SovereignTestToken} from "../src/SovereignTestToken.sol";
import {TokenFixture} from "./TokenFixture.sol";
import {vm} from "./Vm.sol";

contract TransferTest is TokenFixture {
    function setUp() public override {
        super.setUp();
        issueTo("op", TREASURY, 100);
        vm.prank(TREASURY);
        token.approve(BROKER, 100);
    }

    function test_an_allowed_sender_transfers_to_an_allowed_recipient() public {
        vm.expectEmit(address(token));
        emit IERC20.Transfer(TREASURY, BANK, 40);
        vm.prank(TREASURY);
        token.transfer(BANK, 40);
        vm.assertEq(token.balanceOf(TREASURY), 60, "treasury");
        vm.assertEq(token.balanceOf(BANK), 40, "bank");
        vm.assertEq(token.totalSupply(), 100, "supply");
    }

    function test_an_allowed_spender_transfers_within_the_allowance() public {
        vm.prank(BROKER);
        token.transferFrom(TREASURY, BANK, 40);
        vm.assertEq(token.balanceOf(BANK), 40, "bank");
        vm.assertEq(token.allowance(TREASURY, BROKER), 60, "allowance");
    }

    function test_a_recipient_who_is_not_allowed_is_refused() public {
        vm.expectRevert(abi.encodeWithSelector(SovereignTestToken.RecipientNotAllowed.selector, STRANGER));
        vm.prank(TREASURY);
        token.transfer(STRANGER, 1);
    }

    function test_a_sender_who_is_not_allowed_is_refused_even_through_a_spender() public {
        allow(TREASURY, false);
        vm.expectRevert(abi.encodeWithSelector(SovereignTestToken.SenderNotAllowed.selector, TREASURY));
        vm.prank(BROKER);
        token.transferFrom(TREASURY, BANK, 1);
    }

    function test_a_holder_taken_off_the_list_cannot_transfer() public {
        allow(TREASURY, false);
        vm.expectRevert(abi.encodeWithSelector(SovereignTestToken.SpenderNotAllowed.selector, TREASURY));
        vm.prank(TREASURY);
        token.transfer(BANK, 1);
    }

    function test_a_spender_who_is_not_allowed_is_refused() public {
        allow(BROKER, false);
        vm.expectRevert(abi.encodeWithSelector(SovereignTestToken.SpenderNotAllowed.selector, BROKER));
        vm.prank(BROKER);
        token.transferFrom(TREASURY, BANK, 1);
    }

    function test_a_transfer_of_nothing_passes_the_same_checks() public {
        vm.expectRevert(abi.encodeWithSelector(SovereignTestToken.RecipientNotAllowed.selector, STRANGER));
        vm.prank(TREASURY);
        token.transfer(STRANGER, 0);
    }

    function test_units_cannot_be_sent_to_the_zero_address() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        vm.prank(TREASURY);
        token.transfer(address(0), 1);
    }

    function test_nothing_moves_while_paused_and_everything_moves_again_after() public {
        vm.expectEmit(address(token));
        emit Pausable.Paused(PAUSER);
        pauseToken();
        vm.expectRevert(Pausable.EnforcedPause.selector);
        vm.prank(TREASURY);
        token.transfer(BANK, 1);
        vm.expectRevert(Pausable.EnforcedPause.selector);
        vm.prank(BROKER);
        token.transferFrom(TREASURY, BANK, 1);

        vm.expectEmit(address(token));
        emit Pausable.Unpaused(RESUMER);
        vm.prank(RESUMER);
        token.unpause();
        vm.prank(TREASURY);
        token.transfer(BANK, 1);
        vm.assertEq(token.balanceOf(BANK), 1, "bank");
    }

    function test_pausing_twice_and_resuming_twice_are_refused() public {
        vm.expectRevert(Pausable.ExpectedPause.selector);
        vm.prank(RESUMER);
        token.unpause();
        pauseToken();
        vm.expectRevert(Pausable.EnforcedPause.selector);
        pauseToken();
    }
}
