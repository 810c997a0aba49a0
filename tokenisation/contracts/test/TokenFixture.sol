// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SovereignTestToken} from "../src/SovereignTestToken.sol";
import {vm} from "./Vm.sol";

/// @dev A token with known role holders, and the few acts that most tests begin with.
abstract contract TokenFixture {
    uint256 internal constant CAP = 1_000;
    bytes32 internal constant DIGEST = keccak256("dossier");
    bytes32 internal constant DEPLOYMENT = keccak256("deployment");

    address internal constant ADMIN = address(0xA1);
    address internal constant ISSUER = address(0xA2);
    address internal constant REGISTRAR = address(0xA3);
    address internal constant PAUSER = address(0xA4);
    address internal constant RESUMER = address(0xA5);

    address internal constant TREASURY = address(0xB1);
    address internal constant BANK = address(0xB2);
    address internal constant BROKER = address(0xB3);
    address internal constant STRANGER = address(0xC1);

    bytes32 internal constant ADMIN_ROLE = 0;
    bytes32 internal constant ISSUER_ROLE = keccak256("ISSUER_ROLE");
    bytes32 internal constant REGISTRAR_ROLE = keccak256("REGISTRAR_ROLE");
    bytes32 internal constant PAUSER_ROLE = keccak256("PAUSER_ROLE");
    bytes32 internal constant RESUMER_ROLE = keccak256("RESUMER_ROLE");

    SovereignTestToken internal token;

    function setUp() public virtual {
        token = deploy(standardRoles());
        allow(TREASURY, true);
        allow(BANK, true);
        allow(BROKER, true);
    }

    function standardRoles() internal pure returns (SovereignTestToken.Roles memory) {
        return SovereignTestToken.Roles(ADMIN, ISSUER, REGISTRAR, PAUSER, RESUMER);
    }

    function deploy(SovereignTestToken.Roles memory roles) internal returns (SovereignTestToken) {
        return new SovereignTestToken("Test Sukuk", "TSUK", CAP, DIGEST, DEPLOYMENT, roles);
    }

    /// @dev The holders as a list, so that a test can go through every pair of them.
    function holders() internal pure returns (address[5] memory) {
        return [ADMIN, ISSUER, REGISTRAR, PAUSER, RESUMER];
    }

    /// @dev The roles in the same order as their holders.
    function roleIds() internal pure returns (bytes32[5] memory) {
        return [ADMIN_ROLE, ISSUER_ROLE, REGISTRAR_ROLE, PAUSER_ROLE, RESUMER_ROLE];
    }

    function allow(address account, bool allowed) internal {
        address[] memory accounts = one(account);
        vm.prank(REGISTRAR);
        token.setAllowed(accounts, allowed);
    }

    function issueTo(bytes32 operationId, address recipient, uint256 units) internal {
        vm.prank(ISSUER);
        token.issue(operationId, one(recipient), one(units));
    }

    function pauseToken() internal {
        vm.prank(PAUSER);
        token.pause();
    }

    function one(address account) internal pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = account;
    }

    function one(uint256 units) internal pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = units;
    }

    function two(address first, address second) internal pure returns (address[] memory list) {
        list = new address[](2);
        (list[0], list[1]) = (first, second);
    }

    function two(uint256 first, uint256 second) internal pure returns (uint256[] memory list) {
        list = new uint256[](2);
        (list[0], list[1]) = (first, second);
    }
}
