// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SovereignTestToken} from "../src/SovereignTestToken.sol";
import {vm} from "./Vm.sol";

/// @dev Drives the token with random acts and keeps a model of its own. Every act foretells from the model whether the
/// token must accept it; a wrong forecast reverts here and fails the run. Accepted and refused acts are counted, because
/// a run in which nothing was accepted, or nothing refused, would prove nothing.
contract TokenHandler {
    SovereignTestToken public immutable token;
    SovereignTestToken.Roles private _roles;
    address[] private _accounts;

    mapping(address account => bool) private _allowed;
    mapping(address owner => mapping(address spender => uint256)) private _allowance;
    mapping(bytes32 operationId => uint256) public timesIssued;
    bytes32[] public operations;
    bool private _paused;
    uint256 public issuedTotal;

    uint256 public actCount;
    mapping(bytes4 act => uint256) public accepted;
    mapping(bytes4 act => uint256) public refused;

    constructor(SovereignTestToken token_, SovereignTestToken.Roles memory roles_, address[] memory accounts_) {
        token = token_;
        _roles = roles_;
        _accounts = accounts_;
    }

    /// @dev Operation ids come from a small range, so that many are tried again. Amounts are small against the cap, so that
    /// a run issues several times before it is full; one in ninety is zero. The second amount is drawn by hash, because
    /// forge likes small seeds and their upper half is zero.
    function issue(uint256 idSeed, uint256 firstSeed, uint256 secondSeed, uint256 unitSeed) external {
        bytes32 operationId = bytes32(idSeed % 64);
        address[] memory recipients = new address[](2);
        uint256[] memory units = new uint256[](2);
        (recipients[0], recipients[1]) = (_account(firstSeed), _account(secondSeed));
        (units[0], units[1]) = (unitSeed % 90, _mixed(unitSeed) % 90);
        uint256 total = units[0] + units[1];
        bool expected = operationId != 0 && timesIssued[operationId] == 0 && !_paused && units[0] != 0 && units[1] != 0
            && _allowed[recipients[0]] && _allowed[recipients[1]] && total <= token.cap() - issuedTotal;

        vm.prank(_roles.issuer);
        try token.issue(operationId, recipients, units) {
            _settle(this.issue.selector, expected, true);
            if (timesIssued[operationId]++ == 0) operations.push(operationId);
            issuedTotal += total;
        } catch {
            _settle(this.issue.selector, expected, false);
        }
    }

    function transfer(uint256 fromSeed, uint256 toSeed, uint256 units) external {
        address from = _holder(fromSeed);
        address to = _account(toSeed);
        uint256 balance = token.balanceOf(from);
        units = _withinOrOver(balance, units);
        bool expected = !_paused && _allowed[from] && _allowed[to] && units <= balance;

        vm.prank(from);
        try token.transfer(to, units) {
            _settle(this.transfer.selector, expected, true);
        } catch {
            _settle(this.transfer.selector, expected, false);
        }
    }

    function approve(uint256 ownerSeed, uint256 spenderSeed, uint256 units) external {
        address owner = _holder(ownerSeed);
        address spender = _account(spenderSeed);
        units = units % (token.cap() + 1);
        vm.prank(owner);
        token.approve(spender, units);
        _allowance[owner][spender] = units;
        _settle(this.approve.selector, true, true);
    }

    function transferFrom(uint256 spenderSeed, uint256 fromSeed, uint256 toSeed, uint256 units) external {
        address from = _holder(fromSeed);
        address spender = _spender(from, spenderSeed);
        address to = _account(toSeed);
        uint256 balance = token.balanceOf(from);
        uint256 allowance = _allowance[from][spender];
        units = _withinOrOver(balance < allowance ? balance : allowance, units);
        bool expected = !_paused && _allowed[spender] && _allowed[from] && _allowed[to] && units <= balance
            && units <= allowance;

        vm.prank(spender);
        try token.transferFrom(from, to, units) {
            _settle(this.transferFrom.selector, expected, true);
            _allowance[from][spender] -= units;
        } catch {
            _settle(this.transferFrom.selector, expected, false);
        }
    }

    /// @dev Puts an account on the list more often than off it, so that units keep moving.
    function setAllowed(uint256 accountSeed, uint256 choice) external {
        address[] memory accounts = new address[](1);
        accounts[0] = _account(accountSeed);
        bool allowed = _mixed(choice) % 8 != 0;
        vm.prank(_roles.registrar);
        token.setAllowed(accounts, allowed);
        _allowed[accounts[0]] = allowed;
        _settle(this.setAllowed.selector, true, true);
    }

    /// @dev A pause is kept only one time in four, so that a run is not one long pause.
    function pause(uint256 choice) external {
        vm.prank(_roles.pauser);
        try token.pause() {
            _settle(this.pause.selector, !_paused, true);
            _paused = true;
        } catch {
            _settle(this.pause.selector, !_paused, false);
        }
        if (_mixed(choice) % 4 != 0) _resume();
    }

    function unpause() external {
        _resume();
    }

    function accountCount() external view returns (uint256) {
        return _accounts.length;
    }

    function accountAt(uint256 index) external view returns (address) {
        return _accounts[index];
    }

    function operationCount() external view returns (uint256) {
        return operations.length;
    }

    function _resume() private {
        vm.prank(_roles.resumer);
        try token.unpause() {
            _settle(this.unpause.selector, _paused, true);
            _paused = false;
        } catch {
            _settle(this.unpause.selector, _paused, false);
        }
    }

    function _account(uint256 seed) private view returns (address) {
        return _accounts[seed % _accounts.length];
    }

    /// @dev An account that has units, where there is one: the first from the seed onwards.
    function _holder(uint256 seed) private view returns (address) {
        for (uint256 i = 0; i < _accounts.length; ++i) {
            address account = _accounts[(seed % _accounts.length + i) % _accounts.length];
            if (token.balanceOf(account) != 0) return account;
        }
        return _account(seed);
    }

    /// @dev An account that may spend for the owner, where there is one: the first from the seed onwards.
    function _spender(address owner, uint256 seed) private view returns (address) {
        for (uint256 i = 0; i < _accounts.length; ++i) {
            address account = _accounts[(seed % _accounts.length + i) % _accounts.length];
            if (_allowance[owner][account] != 0) return account;
        }
        return _account(seed);
    }

    /// @dev One unit more than the limit one time in four, an amount within it otherwise.
    function _withinOrOver(uint256 limit, uint256 seed) private pure returns (uint256) {
        return _mixed(seed) % 4 == 0 ? limit + 1 : seed % (limit + 1);
    }

    /// @dev Spreads a seed, so that a remainder of it is as likely as any other.
    function _mixed(uint256 seed) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed)));
    }

    function _settle(bytes4 act, bool expected, bool happened) private {
        require(expected || !happened, "the token accepted what it must refuse");
        require(happened || !expected, "the token refused what it must accept");
        ++actCount;
        if (happened) ++accepted[act];
        else ++refused[act];
    }
}
