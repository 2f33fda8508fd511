// Tests of OpsTerminal.
