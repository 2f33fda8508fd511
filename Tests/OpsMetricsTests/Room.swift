// Tests of OpsMetrics.
