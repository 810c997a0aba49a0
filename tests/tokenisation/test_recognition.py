"""What must be noticed although nothing else points to it."""

from typing import Any

import pytest

from approvals.business_date import business_date, is_rehearsal
from approvals.exceptions import WrongState
from tokenisation.choices import Duty, OperationState
from tokenisation.models import ChainOperation, DutyKey
from tokenisation.selectors import active_epoch
from tokenisation.services.chain import chain_client
from tokenisation.services.deployments import request_deployment
from tokenisation.services.epochs import stands_where_it_was


def test_a_confirmed_block_that_is_gone_is_noticed_while_the_checkpoint_still_holds(
    db: None, prepared: Any, case_with_token: Any
) -> None:
    epoch = active_epoch()
    assert stands_where_it_was(chain_client(), epoch)
    confirmed = ChainOperation.objects.filter(state=OperationState.CONFIRMED)
    assert confirmed.update(block_hash="0x" + "1" * 64) == 1
    assert not stands_where_it_was(chain_client(), epoch)


def test_a_token_is_requested_on_the_dossier_as_it_stands_with_the_keys_of_today(
    db: None, prepared: Any, story: Any, cast: Any
) -> None:
    case = story.in_stage_6()
    before = case.dossier_digest
    DutyKey.objects.create(duty=Duty.ISSUER, address="0x00000000000000000000000000000000000E0099")
    deployment = request_deployment(actor=cast.first_treasury_operator, case=case)
    case.refresh_from_db()
    assert deployment.dossier_digest == case.dossier_digest != before
    assert deployment.roles[Duty.ISSUER.value] == "0x00000000000000000000000000000000000E0099"


def test_a_rehearsals_database_is_refused_at_run_time_where_the_settings_refuse_one(
    rehearsal: Any, settings: Any
) -> None:
    settings.REHEARSAL_ALLOWED = False
    for question in (business_date, is_rehearsal):
        with pytest.raises(WrongState, match="created as a rehearsal"):
            question()
