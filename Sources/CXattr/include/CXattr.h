// Extended attributes (xattr(7)), which the Glibc module leaves out.
#ifndef OPSTUI_CXATTR_H
#define OPSTUI_CXATTR_H

#include <sys/types.h>
#include <sys/xattr.h>

#endif
