"""What each role sees first, and the auditor's trail."""
