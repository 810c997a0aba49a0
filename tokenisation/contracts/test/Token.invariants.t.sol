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

    /// @dev Runs once at the end of each sequence of calls: every act must have been accepted in it at least once, and
    /// issuing and transfers also refused. Shorter sequences than `invariant.depth` in foundry.toml are those that forge
    /// makes when it looks for the shortest proof of a failure; they need not contain every act.
    function afterInvariant() external view {
        if (_handler.actCount() < 200) return;
        vm.assertGt(_handler.accepted(TokenHandler.issue.selector), 0, "orders accepted");
        vm.assertGt(_handler.accepted(TokenHandler.transfer.selector), 0, "transfers accepted");
        vm.assertGt(_handler.accepted(TokenHandler.approve.selector), 0, "allowances accepted");
        vm.assertGt(_handler.accepted(TokenHandler.transferFrom.selector), 0, "transfers by spenders accepted");
        vm.assertGt(_handler.accepted(TokenHandler.setAllowed.selector), 0, "allow-list changes accepted");
        vm.assertGt(_handler.accepted(TokenHandler.pause.selector), 0, "pauses accepted");
        vm.assertGt(_handler.accepted(TokenHandler.unpause.selector), 0, "resumptions accepted");
        vm.assertGt(_handler.refused(TokenHandler.issue.selector), 0, "orders refused");
        vm.assertGt(_handler.refused(TokenHandler.transfer.selector), 0, "transfers refused");
        vm.assertGt(_handler.refused(TokenHandler.transferFrom.selector), 0, "transfers by spenders refused");
    }
}
