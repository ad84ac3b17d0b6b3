#pragma once
#include "labs/language/language.h"
#include "shared/http/answer.h"
#include "shared/http/request.h"
#include "shared/text/sentence.h"

namespace postlab::screen {

/// The language of whoever asks: that which the query names, "?lang=zh", else the first of the browser's that we have,
/// else English.
const labs::Language& language_of(const http::Request& request);

/// A sentence in that language, as plain text; the page shows it where it can't show what was asked for. A browser that
/// opens a page gets our own, which asks again and shows it (www/app.js).
http::Answer refusal(const http::Request& request, http::Status status, const Sentence& why);
http::Answer no_such_page(const http::Request& request);

}  // namespace postlab::screen
