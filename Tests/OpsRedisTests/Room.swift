// Tests of OpsRedis.
