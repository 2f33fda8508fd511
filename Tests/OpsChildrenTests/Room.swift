// Tests of OpsChildren.
