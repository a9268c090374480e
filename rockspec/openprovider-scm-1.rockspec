rockspec_format = "3.0"
package = "openprovider"
version = "scm-1"
source = {
  url = "git+https://github.com/openprovider-lua/openprovider.git",
}
description = {
  summary = "Customer handles at the registrar Openprovider: a Lua table in, a handle out",
  detailed = [[
A client for the customers of Openprovider's REST API. A C core checks a customer before anything is
sent, names every faulty field, and speaks HTTP through libcurl in a way that never creates a customer
twice. For Lua 5.4, 5.3 and LuaJIT.]],
  license = "MIT",
  labels = { "dns", "http", "rest" },
}
dependencies = {
  "lua >= 5.1, < 5.5",
  "lua-cjson >= 2.1",
  "argparse >= 0.7",
}
external_dependencies = {
  CURL = { library = "curl" },
}
build = {
  type = "builtin",
  modules = {
    ["openprovider"] = "lua/openprovider.lua",
    ["openprovider.answer"] = "lua/openprovider/answer.lua",
    ["openprovider.cli"] = "lua/openprovider/cli.lua",
    ["openprovider.client"] = "lua/openprovider/client.lua",
    ["openprovider.codes"] = "lua/openprovider/codes.lua",
    ["openprovider.contact"] = "lua/openprovider/contact.lua",
    ["openprovider.copied"] = "lua/openprovider/copied.lua",
    ["openprovider.customers"] = "lua/openprovider/customers.lua",
    ["openprovider.errors"] = "lua/openprovider/errors.lua",
    ["openprovider.exchange"] = "lua/openprovider/exchange.lua",
    ["openprovider.json"] = "lua/openprovider/json.lua",
    ["openprovider.options"] = "lua/openprovider/options.lua",
    ["openprovider.phone"] = "lua/openprovider/phone.lua",
    ["openprovider.query"] = "lua/openprovider/query.lua",
    ["openprovider.redact"] = "lua/openprovider/redact.lua",
    ["openprovider.retry"] = "lua/openprovider/retry.lua",
    ["openprovider.session"] = "lua/openprovider/session.lua",
    ["openprovider.testing"] = "lua/openprovider/testing.lua",
    ["openprovider.testing.additional_data"] = "lua/openprovider/testing/additional_data.lua",
    ["openprovider.testing.answers"] = "lua/openprovider/testing/answers.lua",
    ["openprovider.testing.contract"] = "lua/openprovider/testing/contract.lua",
    ["openprovider.testing.customers"] = "lua/openprovider/testing/customers.lua",
    ["openprovider.testing.domains"] = "lua/openprovider/testing/domains.lua",
    ["openprovider.testing.json"] = "lua/openprovider/testing/json.lua",
    ["openprovider.testing.list"] = "lua/openprovider/testing/list.lua",
    ["openprovider.testing.login"] = "lua/openprovider/testing/login.lua",
    ["openprovider.testing.population"] = "lua/openprovider/testing/population.lua",
    ["openprovider.testing.query"] = "lua/openprovider/testing/query.lua",
    ["openprovider.testing.recent"] = "lua/openprovider/testing/recent.lua",
    ["openprovider.testing.records"] = "lua/openprovider/testing/records.lua",
    ["openprovider.testing.requirements"] = "lua/openprovider/testing/requirements.lua",
    ["openprovider.testing.rules"] = "lua/openprovider/testing/rules.lua",
    ["openprovider.testing.tags"] = "lua/openprovider/testing/tags.lua",
    ["openprovider.testing.verification"] = "lua/openprovider/testing/verification.lua",
    ["openprovider.token_store"] = "lua/openprovider/token_store.lua",
    ["openprovider.transport.curl"] = "lua/openprovider/transport/curl.lua",
    ["openprovider.core"] = {
      sources = {
        "src/binding/check.c",
        "src/binding/clock.c",
        "src/binding/fields.c",
        "src/binding/module.c",
        "src/binding/pool.c",
        "src/binding/problems.c",
        "src/core/calling_codes.c",
        "src/core/check.c",
        "src/core/check_member.c",
        "src/core/check_value.c",
        "src/core/closing.c",
        "src/core/countries.c",
        "src/core/email.c",
        "src/core/extensions.c",
        "src/core/fields.c",
        "src/core/http_answer.c",
        "src/core/http_bytes.c",
        "src/core/http_call.c",
        "src/core/http_easy.c",
        "src/core/http_failure.c",
        "src/core/http_pool.c",
        "src/core/http_request.c",
        "src/core/http_sigpipe.c",
        "src/core/http_socket.c",
        "src/core/http_url.c",
        "src/core/note.c",
        "src/core/problem.c",
        "src/core/rules.c",
        "src/core/suggest.c",
        "src/core/text.c",
        "src/core/zipcodes.c",
      },
      defines = { "_GNU_SOURCE" },
      libraries = { "curl", "m", "pthread" },
    },
  },
  install = {
    bin = { "bin/openprovider" },
  },
}
