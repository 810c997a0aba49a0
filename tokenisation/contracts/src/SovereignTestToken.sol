// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Capped} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Capped.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

/// @title Permissioned test token of one approved dossier
/// @notice Test only - no legal title. A unit of this token is evidence of a rehearsal and of nothing else.
/// @dev One token belongs to one dossier: cap and digest are immutable and there is no proxy, so a changed dossier needs
/// a new token. Every rule about who may hold or move units stands in `_update`, which every change of a balance
/// passes; the functions in front of it only say who may call them. There is no burning: the zero address can never be
/// on the allow-list.
contract SovereignTestToken is ERC20Capped, Pausable, AccessControl {
    /// @notice The five duties and the one address that holds each at deployment.
    /// @param admin Grants and revokes roles.
    /// @param issuer Issues units.
    /// @param registrar Keeps the allow-list.
    /// @param pauser Stops all movement of units.
    /// @param resumer Lets units move again.
    struct Roles {
        address admin;
        address issuer;
        address registrar;
        address pauser;
        address resumer;
    }

    /// @notice What this token is not.
    string public constant NOTICE = "Test only - no legal title";

    /// @notice May issue units.
    bytes32 public constant ISSUER_ROLE = keccak256("ISSUER_ROLE");

    /// @notice May change the allow-list.
    bytes32 public constant REGISTRAR_ROLE = keccak256("REGISTRAR_ROLE");

    /// @notice May pause. Whoever pauses cannot resume.
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");

    /// @notice May resume after a pause.
    bytes32 public constant RESUMER_ROLE = keccak256("RESUMER_ROLE");

    /// @notice Digest of the dossier whose sign-offs allow these units.
    bytes32 public immutable dossierDigest;

    /// @notice Random number of this deployment. It tells a replayed chain from one that was set up anew, where the same
    /// deployer would reach the same address.
    bytes32 public immutable deploymentId;

    /// @notice Whether an operation has issued units already.
    mapping(bytes32 operationId => bool) public operationUsed;

    /// @dev Accounts that may hold, receive and move units.
    mapping(address account => bool) private _allowed;

    /// @dev Accounts that hold a role, whichever it is.
    mapping(address account => bool) private _holdsRole;

    /// @notice An operation issued units.
    /// @param operationId Number of the operation, used once.
    /// @param total Units issued to all recipients together.
    /// @param recipientCount Length of the list of recipients.
    event Issued(bytes32 indexed operationId, uint256 total, uint256 recipientCount);

    /// @notice An account was put on the allow-list or taken off it. Nothing is emitted where nothing changed.
    /// @param account The account.
    /// @param allowed Whether it is on the list now.
    event AllowListChanged(address indexed account, bool allowed);

    /// @notice The dossier digest is zero.
    error MissingDossierDigest();

    /// @notice The deployment id is zero.
    error MissingDeploymentId();

    /// @notice A role cannot be held by the zero address.
    /// @param role The role.
    error ZeroRoleHolder(bytes32 role);

    /// @notice The account holds another role, and duties are separate.
    /// @param account The account.
    /// @param role The role it was to be given.
    error RoleConflict(address account, bytes32 role);

    /// @notice The operation id is zero.
    error ZeroOperationId();

    /// @notice The operation has issued units before; it cannot do so again.
    /// @param operationId Number of the operation.
    error OperationAlreadyUsed(bytes32 operationId);

    /// @notice The list of recipients or accounts is empty.
    error EmptyBatch();

    /// @notice Recipients and units are lists of different length.
    /// @param recipientCount Number of recipients.
    /// @param unitCount Number of amounts.
    error BatchLengthMismatch(uint256 recipientCount, uint256 unitCount);

    /// @notice A recipient would be issued nothing.
    /// @param index Place in the batch, from zero.
    error ZeroUnits(uint256 index);

    /// @notice The zero address cannot be on the allow-list.
    error ZeroAccount();

    /// @notice The spender is not on the allow-list.
    /// @param spender The account that sends the transfer.
    error SpenderNotAllowed(address spender);

    /// @notice The sender is not on the allow-list.
    /// @param sender The account that units would leave.
    error SenderNotAllowed(address sender);

    /// @notice The recipient is not on the allow-list.
    /// @param recipient The account that units would reach.
    error RecipientNotAllowed(address recipient);

    /// @notice Deploys the token of one dossier, with no units issued and an empty allow-list.
    /// @dev Reverts when cap, digest or deployment id is zero, when a role holder is the zero address, or when any two
    /// role holders are the same address.
    /// @param name_ Name of the token.
    /// @param symbol_ Symbol of the token.
    /// @param cap_ Most units that can ever exist: the units of the approved dossier.
    /// @param dossierDigest_ Digest of the approved dossier.
    /// @param deploymentId_ Random number chosen for this deployment.
    /// @param roles_ The holder of each role.
    constructor(
        string memory name_,
        string memory symbol_,
        uint256 cap_,
        bytes32 dossierDigest_,
        bytes32 deploymentId_,
        Roles memory roles_
    ) ERC20(name_, symbol_) ERC20Capped(cap_) {
        if (dossierDigest_ == 0) revert MissingDossierDigest();
        if (deploymentId_ == 0) revert MissingDeploymentId();
        dossierDigest = dossierDigest_;
        deploymentId = deploymentId_;
        _grantRole(DEFAULT_ADMIN_ROLE, roles_.admin);
        _grantRole(ISSUER_ROLE, roles_.issuer);
        _grantRole(REGISTRAR_ROLE, roles_.registrar);
        _grantRole(PAUSER_ROLE, roles_.pauser);
        _grantRole(RESUMER_ROLE, roles_.resumer);
    }

    /// @notice Issues units to every recipient of a batch, or to none of them. A recipient may stand in it twice.
    /// @dev Only ISSUER_ROLE. Reverts on an operation id that is zero or used, an empty batch, lists of different length,
    /// zero units, and on everything that `_update` refuses. Emits one ERC-20 `Transfer` for each entry, then `Issued`.
    /// @param operationId Number of the operation; it can be used once.
    /// @param recipients Accounts that receive units.
    /// @param units Whole units for each recipient, in the same order.
    function issue(bytes32 operationId, address[] calldata recipients, uint256[] calldata units)
        external
        onlyRole(ISSUER_ROLE)
    {
        if (operationId == 0) revert ZeroOperationId();
        if (operationUsed[operationId]) revert OperationAlreadyUsed(operationId);
        if (recipients.length != units.length) revert BatchLengthMismatch(recipients.length, units.length);
        if (recipients.length == 0) revert EmptyBatch();

        operationUsed[operationId] = true;
        uint256 supplyBefore = totalSupply();
        for (uint256 i = 0; i < recipients.length; ++i) {
            if (units[i] == 0) revert ZeroUnits(i);
            _mint(recipients[i], units[i]);
        }
        emit Issued(operationId, totalSupply() - supplyBefore, recipients.length);
    }

    /// @notice Puts accounts on the allow-list or takes them off it. Units already held stay where they are.
    /// @dev Only REGISTRAR_ROLE. Reverts on an empty list and on the zero address. Works while paused, so that the list can
    /// be put right before units move again. Emits `AllowListChanged` for each account whose standing changed.
    /// @param accounts The accounts.
    /// @param allowed Whether they are to be on the list.
    function setAllowed(address[] calldata accounts, bool allowed) external onlyRole(REGISTRAR_ROLE) {
        if (accounts.length == 0) revert EmptyBatch();
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = accounts[i];
            if (account == address(0)) revert ZeroAccount();
            if (_allowed[account] != allowed) {
                _allowed[account] = allowed;
                emit AllowListChanged(account, allowed);
            }
        }
    }

    /// @notice Stops issuing and transfers.
    /// @dev Only PAUSER_ROLE. Reverts when paused already.
    function pause() external onlyRole(PAUSER_ROLE) {
        _pause();
    }

    /// @notice Lets units be issued and transferred again.
    /// @dev Only RESUMER_ROLE. Reverts when not paused.
    function unpause() external onlyRole(RESUMER_ROLE) {
        _unpause();
    }

    /// @notice Whether an account is on the allow-list.
    /// @param account The account.
    /// @return Whether it may hold, receive and move units.
    function isAllowed(address account) external view returns (bool) {
        return _allowed[account];
    }

    /// @notice Units are whole.
    /// @return Always zero.
    function decimals() public pure override returns (uint8) {
        return 0;
    }

    /// @dev Every change of a balance passes here. Reverts while paused, when the recipient is not allowed, when in a
    /// transfer the spender or the sender is not allowed, and, by ERC20Capped, when issuing would pass the cap. The
    /// issuer need not be on the allow-list: it holds no units.
    /// @param from Account that units leave, or zero when they are issued.
    /// @param to Account that units reach.
    /// @param value Units.
    function _update(address from, address to, uint256 value) internal override whenNotPaused {
        if (from != address(0)) {
            if (!_allowed[_msgSender()]) revert SpenderNotAllowed(_msgSender());
            if (!_allowed[from]) revert SenderNotAllowed(from);
        }
        if (!_allowed[to]) revert RecipientNotAllowed(to);
        super._update(from, to, value);
    }

    /// @dev Gives a role to an account that holds none. Granting a role that the account holds already changes nothing.
    /// @param role The role.
    /// @param account Its new holder.
    /// @return Whether the role was given now.
    function _grantRole(bytes32 role, address account) internal override returns (bool) {
        if (account == address(0)) revert ZeroRoleHolder(role);
        if (hasRole(role, account)) return false;
        if (_holdsRole[account]) revert RoleConflict(account, role);
        _holdsRole[account] = true;
        return super._grantRole(role, account);
    }

    /// @dev Takes a role away, after which the account may be given any one role.
    /// @param role The role.
    /// @param account Its holder.
    /// @return Whether the account held it.
    function _revokeRole(bytes32 role, address account) internal override returns (bool) {
        if (!super._revokeRole(role, account)) return false;
        _holdsRole[account] = false;
        return true;
    }
}
