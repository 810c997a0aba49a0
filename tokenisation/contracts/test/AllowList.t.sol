// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SovereignTestToken} from "../src/SovereignTestToken.sol";
import {TokenFixture} from "./TokenFixture.sol";
import {vm} from "./Vm.sol";

contract AllowListTest is TokenFixture {
    function test_nobody_is_allowed_unless_the_registrar_says_so() public view {
        vm.assertTrue(!token.isAllowed(STRANGER), "stranger");
        for (uint256 i = 0; i < 5; ++i) vm.assertTrue(!token.isAllowed(holders()[i]), "role holder");
    }

    function test_every_account_of_the_list_is_allowed_with_an_event() public {
        vm.expectEmit(address(token));
        emit SovereignTestToken.AllowListChanged(STRANGER, true);
        vm.expectEmit(address(token));
        emit SovereignTestToken.AllowListChanged(address(0xC2), true);
        vm.prank(REGISTRAR);
        token.setAllowed(two(STRANGER, address(0xC2)), true);
        vm.assertTrue(token.isAllowed(STRANGER) && token.isAllowed(address(0xC2)), "allowed");
    }

    function test_an_account_is_taken_off_with_an_event_and_keeps_its_units() public {
        issueTo("op", BANK, 5);
        vm.expectEmit(address(token));
        emit SovereignTestToken.AllowListChanged(BANK, false);
        allow(BANK, false);
        vm.assertTrue(!token.isAllowed(BANK), "not allowed");
        vm.assertEq(token.balanceOf(BANK), 5, "units");
    }

    function test_what_does_not_change_is_not_announced() public {
        vm.recordLogs();
        allow(BANK, true);
        vm.assertEq(vm.getRecordedLogs().length, 0, "events");
        vm.assertTrue(token.isAllowed(BANK), "still allowed");
    }

    function test_an_empty_list_is_refused() public {
        vm.expectRevert(SovereignTestToken.EmptyBatch.selector);
        vm.prank(REGISTRAR);
        token.setAllowed(new address[](0), true);
    }

    function test_the_zero_address_is_refused() public {
        vm.expectRevert(SovereignTestToken.ZeroAccount.selector);
        vm.prank(REGISTRAR);
        token.setAllowed(two(STRANGER, address(0)), true);
        vm.assertTrue(!token.isAllowed(STRANGER), "nothing of a refused list is kept");
    }

    function test_the_list_can_be_changed_while_paused() public {
        pauseToken();
        allow(STRANGER, true);
        vm.assertTrue(token.isAllowed(STRANGER), "allowed");
    }
}
