#pragma once
#include <map>
#include <string>

#include "shared/program/settings.h"
#include "shared/system/log.h"

namespace postlab {

/// The least severe lines that a server with these settings logs.
Severity least_said(const Settings& settings);

/// Says that a server has started: what it listens to, by protocol, and where its mail is.
void log_start(const std::map<std::string, std::string>& listening, const std::string& directory);

}  // namespace postlab
