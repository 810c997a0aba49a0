// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20Capped} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Capped.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {SovereignTestToken} from "../src/SovereignTestToken.sol";
import {TokenFixture} from "./TokenFixture.sol";
import {vm} from "./Vm.sol";

contract DeploymentTest is TokenFixture {
    function test_a_new_token_carries_its_dossier_and_its_notice() public view {
        vm.assertEq(token.name(), "Test Sukuk", "name");
        vm.assertEq(token.symbol(), "TSUK", "symbol");
        vm.assertEq(token.NOTICE(), "Test only - no legal title", "notice");
        vm.assertEq(token.decimals(), 0, "decimals");
        vm.assertEq(token.cap(), CAP, "cap");
        vm.assertEq(token.totalSupply(), 0, "supply");
        vm.assertEq(token.dossierDigest(), DIGEST, "digest");
        vm.assertEq(token.deploymentId(), DEPLOYMENT, "deployment id");
        vm.assertTrue(!token.paused(), "a new token is not paused");
    }

    function test_each_holder_has_its_own_role_and_no_other() public view {
        for (uint256 i = 0; i < 5; ++i) {
            for (uint256 j = 0; j < 5; ++j) {
                vm.assertTrue(token.hasRole(roleIds()[i], holders()[j]) == (i == j), "role");
            }
        }
        vm.assertEq(token.ISSUER_ROLE(), ISSUER_ROLE, "issuer role id");
        vm.assertEq(token.REGISTRAR_ROLE(), REGISTRAR_ROLE, "registrar role id");
        vm.assertEq(token.PAUSER_ROLE(), PAUSER_ROLE, "pauser role id");
        vm.assertEq(token.RESUMER_ROLE(), RESUMER_ROLE, "resumer role id");
    }

    function test_the_deployer_gets_no_role() public view {
        for (uint256 i = 0; i < 5; ++i) vm.assertTrue(!token.hasRole(roleIds()[i], address(this)), "deployer");
    }

    function test_any_two_equal_role_holders_are_refused() public {
        for (uint256 i = 0; i < 5; ++i) {
            for (uint256 j = i + 1; j < 5; ++j) {
                address[5] memory list = holders();
                list[j] = list[i];
                vm.expectRevert(
                    abi.encodeWithSelector(SovereignTestToken.RoleConflict.selector, list[i], roleIds()[j])
                );
                deploy(SovereignTestToken.Roles(list[0], list[1], list[2], list[3], list[4]));
            }
        }
    }

    function test_a_zero_role_holder_is_refused() public {
        for (uint256 i = 0; i < 5; ++i) {
            address[5] memory list = holders();
            list[i] = address(0);
            vm.expectRevert(abi.encodeWithSelector(SovereignTestToken.ZeroRoleHolder.selector, roleIds()[i]));
            deploy(SovereignTestToken.Roles(list[0], list[1], list[2], list[3], list[4]));
        }
    }

    function test_a_zero_cap_is_refused() public {
        vm.expectRevert(abi.encodeWithSelector(ERC20Capped.ERC20InvalidCap.selector, 0));
        new SovereignTestToken("Test Sukuk", "TSUK", 0, DIGEST, DEPLOYMENT, standardRoles());
    }

    function test_a_zero_dossier_digest_is_refused() public {
        vm.expectRevert(SovereignTestToken.MissingDossierDigest.selector);
        new SovereignTestToken("Test Sukuk", "TSUK", CAP, 0, DEPLOYMENT, standardRoles());
    }

    function test_a_zero_deployment_id_is_refused() public {
        vm.expectRevert(SovereignTestToken.MissingDeploymentId.selector);
        new SovereignTestToken("Test Sukuk", "TSUK", CAP, DIGEST, 0, standardRoles());
    }

    function test_interfaces_are_those_of_access_control() public view {
        vm.assertTrue(token.supportsInterface(type(IERC165).interfaceId), "ERC-165");
        vm.assertTrue(token.supportsInterface(type(IAccessControl).interfaceId), "access control");
        vm.assertTrue(!token.supportsInterface(type(IERC20).interfaceId), "ERC-20 is not announced");
        vm.assertTrue(!token.supportsInterface(0xffffffff), "the invalid id");
    }
}
