// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TokenFixture} from "./TokenFixture.sol";
import {TokenHandler} from "./TokenHandler.sol";
import {vm} from "./Vm.sol";

/// @dev What holds after every act of the handler. The handler itself checks that each act ends as its model foretells.
contract TokenInvariants is TokenFixture {
    TokenHandler private _handler;

    function setUp() public override {
        token = deploy(standardRoles());
        address[] memory accounts = new address[](6);
        for (uint256 i = 0; i < accounts.length; ++i) accounts[i] = address(uint160(0xD1 + i));
        _handler = new TokenHandler(token, standardRoles(), accounts);
        for (uint256 i = 0; i < 4; ++i) _handler.setAllowed(i, 1);
    }

    /// @dev Read by forge: the only contract that random calls go to.
    function targetContracts() external view returns (address[] memory) {
        return one(address(_handler));
    }

    function invariant_balances_supply_and_issued_units_agree() external view {
        uint256 sum;
        for (uint256 i = 0; i < _handler.accountCount(); ++i) sum += token.balanceOf(_handler.accountAt(i));
        vm.assertEq(sum, token.totalSupply(), "sum of balances");
        vm.assertEq(_handler.issuedTotal(), token.totalSupply(), "sum of what was issued");
    }

    function invariant_supply_stays_within_the_cap() external view {
        vm.assertLe(token.totalSupply(), token.cap(), "cap");
    }

    function invariant_each_operation_issued_at_most_once() external view {
        for (uint256 i = 0; i < _handler.operationCount(); ++i) {
            bytes32 operationId = _handler.operations(i);
            vm.assertEq(_handler.timesIssued(operationId), 1, "times issued");
            vm.assertTrue(token.operationUsed(operationId), "recorded as used");
        }
    }

    /// @dev The invariants prove nothing about acts that never succeed or are never refused. This drives the same handler
    /// through acts drawn by hash, the same at every run, and counts what came of them.
    function test_the_handler_reaches_every_act_accepted_and_refused() external {
        for (uint256 i = 0; i < 800; ++i) _act(i);
        vm.assertGt(_handler.actCount(), 799, "acts");
        vm.assertGt(_handler.accepted(TokenHandler.issue.selector), 10, "orders accepted");
        vm.assertGt(_handler.accepted(TokenHandler.transfer.selector), 10, "transfers accepted");
        vm.assertGt(_handler.accepted(TokenHandler.approve.selector), 10, "allowances accepted");
        vm.assertGt(_handler.accepted(TokenHandler.transferFrom.selector), 10, "transfers by spenders accepted");
        vm.assertGt(_handler.accepted(TokenHandler.setAllowed.selector), 10, "allow-list changes accepted");
        vm.assertGt(_handler.accepted(TokenHandler.pause.selector), 10, "pauses accepted");
        vm.assertGt(_handler.accepted(TokenHandler.unpause.selector), 10, "resumptions accepted");
        vm.assertGt(_handler.refused(TokenHandler.issue.selector), 10, "orders refused");
        vm.assertGt(_handler.refused(TokenHandler.transfer.selector), 10, "transfers refused");
        vm.assertGt(_handler.refused(TokenHandler.transferFrom.selector), 10, "transfers by spenders refused");
    }

    function _act(uint256 number) private {
        uint256 choice = _drawn(number, 0) % 7;
        (uint256 first, uint256 second) = (_drawn(number, 1), _drawn(number, 2));
        (uint256 third, uint256 fourth) = (_drawn(number, 3), _drawn(number, 4));
        if (choice == 0) _handler.issue(first, second, third, fourth);
        else if (choice == 1) _handler.transfer(first, second, third);
        else if (choice == 2) _handler.approve(first, second, third);
        else if (choice == 3) _handler.transferFrom(first, second, third, fourth);
        else if (choice == 4) _handler.setAllowed(first, second);
        else if (choice == 5) _handler.pause(first);
        else _handler.unpause();
    }

    function _drawn(uint256 number, uint256 place) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(number, place)));
    }
}
