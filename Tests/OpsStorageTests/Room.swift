// Tests of OpsStorage.
