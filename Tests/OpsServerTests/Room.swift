// Tests of OpsServer.
