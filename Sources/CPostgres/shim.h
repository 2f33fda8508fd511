#pragma once
#include <libpq-fe.h>

/* Character constants are not imported. */
static const int PG_DIAG_SQLSTATE_FIELD = PG_DIAG_SQLSTATE;
static const int PG_DIAG_MESSAGE_PRIMARY_FIELD = PG_DIAG_MESSAGE_PRIMARY;
