// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {SovereignTestToken} from "../src/SovereignTestToken.sol";
import {TokenFixture} from "./TokenFixture.sol";
import {vm} from "./Vm.sol";

contract RolesTest is TokenFixture {
    function test_no_further_role_is_granted_to_an_account_that_holds_one() public {
        for (uint256 i = 0; i < 5; ++i) {
            for (uint256 j = 0; j < 5; ++j) {
                if (i == j) continue;
                vm.expectRevert(
                    abi.encodeWithSelector(SovereignTestToken.RoleConflict.selector, holders()[i], roleIds()[j])
                );
                vm.prank(ADMIN);
                token.grantRole(roleIds()[j], holders()[i]);
            }
        }
    }

    function test_a_role_of_unknown_name_counts_as_a_role() public {
        vm.prank(ADMIN);
        token.grantRole("OTHER", STRANGER);
        vm.expectRevert(abi.encodeWithSelector(SovereignTestToken.RoleConflict.selector, STRANGER, ISSUER_ROLE));
        vm.prank(ADMIN);
        token.grantRole(ISSUER_ROLE, STRANGER);
    }

    function test_a_role_is_not_granted_to_the_zero_address() public {
        vm.expectRevert(abi.encodeWithSelector(SovereignTestToken.ZeroRoleHolder.selector, ISSUER_ROLE));
        vm.prank(ADMIN);
        token.grantRole(ISSUER_ROLE, address(0));
    }

    function test_a_free_account_is_granted_a_role_with_an_event() public {
        vm.expectEmit(address(token));
        emit IAccessControl.RoleGranted(ISSUER_ROLE, STRANGER, ADMIN);
        vm.prank(ADMIN);
        token.grantRole(ISSUER_ROLE, STRANGER);
        vm.assertTrue(token.hasRole(ISSUER_ROLE, STRANGER), "granted");
    }

    function test_granting_a_held_role_again_changes_nothing() public {
        vm.recordLogs();
        vm.prank(ADMIN);
        token.grantRole(ISSUER_ROLE, ISSUER);
        vm.assertEq(vm.getRecordedLogs().length, 0, "events");
        vm.assertTrue(token.hasRole(ISSUER_ROLE, ISSUER), "still held");
    }

    function test_revoking_frees_the_account_for_another_role() public {
        vm.prank(ADMIN);
        token.revokeRole(ISSUER_ROLE, ISSUER);
        vm.assertTrue(!token.hasRole(ISSUER_ROLE, ISSUER), "revoked");
        vm.prank(ADMIN);
        token.grantRole(PAUSER_ROLE, ISSUER);
        vm.assertTrue(token.hasRole(PAUSER_ROLE, ISSUER), "granted");
    }

    function test_revoking_a_role_that_is_not_held_frees_nobody() public {
        vm.prank(ADMIN);
        token.revokeRole(PAUSER_ROLE, ISSUER);
        vm.expectRevert(abi.encodeWithSelector(SovereignTestToken.RoleConflict.selector, ISSUER, PAUSER_ROLE));
        vm.prank(ADMIN);
        token.grantRole(PAUSER_ROLE, ISSUER);
    }

    function test_giving_a_role_up_frees_the_account() public {
        vm.prank(PAUSER);
        token.renounceRole(PAUSER_ROLE, PAUSER);
        vm.prank(ADMIN);
        token.grantRole(RESUMER_ROLE, PAUSER);
        vm.assertTrue(token.hasRole(RESUMER_ROLE, PAUSER), "granted");
    }

    function test_only_the_admin_grants_and_revokes() public {
        for (uint256 i = 1; i < 5; ++i) {
            address other = holders()[i];
            bytes memory refusal = unauthorised(other, ADMIN_ROLE);
            vm.expectRevert(refusal);
            vm.prank(other);
            token.grantRole(ISSUER_ROLE, STRANGER);
            vm.expectRevert(refusal);
            vm.prank(other);
            token.revokeRole(ISSUER_ROLE, ISSUER);
        }
    }

    /// @dev Every guarded function against every account that may not call it.
    function test_each_duty_is_refused_to_everybody_else() public {
        address[6] memory callers = [ADMIN, ISSUER, REGISTRAR, PAUSER, RESUMER, STRANGER];
        for (uint256 i = 0; i < callers.length; ++i) {
            address caller = callers[i];
            if (caller != ISSUER) {
                vm.expectRevert(unauthorised(caller, ISSUER_ROLE));
                vm.prank(caller);
                token.issue("op", one(TREASURY), one(uint256(1)));
            }
            if (caller != REGISTRAR) {
                vm.expectRevert(unauthorised(caller, REGISTRAR_ROLE));
                vm.prank(caller);
                token.setAllowed(one(STRANGER), true);
            }
            if (caller != PAUSER) {
                vm.expectRevert(unauthorised(caller, PAUSER_ROLE));
                vm.prank(caller);
                token.pause();
            }
            if (caller != RESUMER) {
                vm.expectRevert(unauthorised(caller, RESUMER_ROLE));
                vm.prank(caller);
                token.unpause();
            }
        }
    }

    function unauthorised(address caller, bytes32 role) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, caller, role);
    }
}
