"""What PostgreSQL itself refuses: changing what is add-only, accepting one's own valuation, going over the ceiling."""

from django.db import migrations

from approvals.database import add_only

ADD_ONLY_TABLES = (
    "assets_exchangerate",
    "assets_legalfact",
    "assets_proposal",
    "assets_valuation",
    "assets_valuationacceptance",
)

ACCEPTANCE = """
CREATE FUNCTION valuation_accepted_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM assets_valuation WHERE id = NEW.valuation_id AND recorded_by_id = NEW.accepted_by_id) THEN
    RAISE EXCEPTION 'A valuation is recorded and accepted by two people.' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER assets_valuationacceptance_another BEFORE INSERT ON assets_valuationacceptance
  FOR EACH ROW EXECUTE FUNCTION valuation_accepted_by_another();
ALTER TABLE assets_valuationacceptance ENABLE ALWAYS TRIGGER assets_valuationacceptance_another;
"""

# The last line behind the service: it takes the same lock, so that it sees what others committed. Room is only taken
# by adding a proposal, since a case that has ended stays ended.
CEILING = """
CREATE FUNCTION proposal_within_ceiling() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE memorandum approvals_memorandum;
DECLARE in_use numeric;
BEGIN
  SELECT m.* INTO memorandum FROM approvals_memorandum m
    JOIN approvals_case c ON c.memorandum_id = m.id WHERE c.id = NEW.case_id FOR UPDATE OF m;
  SELECT coalesce(sum(p.value_usd), 0) INTO in_use FROM assets_proposal p
    JOIN approvals_case c ON c.id = p.case_id
    WHERE c.memorandum_id = memorandum.id AND c.status IN ('open', 'returned');
  IF in_use + NEW.value_usd > memorandum.ceiling_usd THEN
    RAISE EXCEPTION 'USD % are in use and % more would exceed the ceiling of %.',
      in_use, NEW.value_usd, memorandum.ceiling_usd USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER assets_proposal_ceiling BEFORE INSERT ON assets_proposal
  FOR EACH ROW EXECUTE FUNCTION proposal_within_ceiling();
ALTER TABLE assets_proposal ENABLE ALWAYS TRIGGER assets_proposal_ceiling;
"""

UNDO = """
DROP TRIGGER assets_valuationacceptance_another ON assets_valuationacceptance;
DROP FUNCTION valuation_accepted_by_another();
DROP TRIGGER assets_proposal_ceiling ON assets_proposal;
DROP FUNCTION proposal_within_ceiling();
"""


class Migration(migrations.Migration):
    dependencies = [("assets", "0001_initial"), ("approvals", "0002_protection")]

    operations = [
        *[add_only(table) for table in ADD_ONLY_TABLES],
        migrations.RunSQL(ACCEPTANCE + CEILING, UNDO),
    ]
