// Tests of OpsCore.
