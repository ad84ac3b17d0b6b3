#pragma once
#include "shared/text/sentence.h"  // where it has gone
