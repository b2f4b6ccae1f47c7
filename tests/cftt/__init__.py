"""Test assertions of NIST's Computer Forensics Tool Testing program, one test each."""
