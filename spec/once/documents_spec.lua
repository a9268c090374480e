--- What the documents tell a shell to do works as it stands, and so does the Lua that needs an event loop, and nginx's
--- configuration.

local command_line = require("spec.support.command_line")
local documents = require("spec.support.documents")
local example = require("spec.support.example")
local nginx = require("spec.support.nginx.server")
local sandbox = require("spec.sandbox.server")

-- Lines that are not run here, by how they begin, and who runs such lines.
local RUN_ELSEWHERE = {
  ["make"] = "spec/once/make_spec.lua and install_spec.lua",
  ["sudo"] = "the same",
  ["apt-get"] = "spec/fresh, which installs what `spec/deps` lists",
  ["luarocks"] = "spec/once/rock_spec.lua",
  ["eval"] = "the same",
  ["export"] = "spec/integration/program/checkout_spec.lua",
  ["cc"] = "spec/integration/http/hosts_spec.lua",
  ["./create-in-lua"] = "the same",
  ["./create-without-lua"] = "the same",
  ["lua5.4 spec/sandbox/run.lua"] = "spec/integration/program/demo_spec.lua",
  ["/usr/sbin/nginx"] = "spec/once/nginx_example_spec.lua",
  ["curl"] = "the same",
  ["spec/file"] = "the run of these specs",
  ["spec/fresh"] = "it needs root",
}

local function is_run_here(line)
  for beginning in pairs(RUN_ELSEWHERE) do
    if line == beginning or line:sub(1, #beginning + 1) == beginning .. " " then return false end
  end
  return line:find("^[^#]") ~= nil
end

-- The lines of a block as a script that says where it stopped.
local function script_of(block)
  local lines, count = { "set -eo pipefail; trap 'echo \"stopped at line $line\" >&2' ERR" }, 0
  local number = block.line - 1
  for line in (block.code .. "\n"):gmatch("(.-)\n") do
    number = number + 1
    if is_run_here(line) then
      count = count + 1
      local expected = line:match("# status (%d+)")
      lines[#lines + 1] = ("line=%d\n%s"):format(number, line)
      if expected then
        lines[#lines] = ("line=%d; status=0\n{ %s\n} || status=$?; [ $status -eq %s ]"):format(number, line, expected)
      end
    end
  end
  return count > 0 and table.concat(lines, "\n") or nil
end

describe("the shell's lines in", function()
  local cli = command_line.for_specs({ login_limit = false })

  -- Two customers of whom the documents speak, the first with a domain unless it is to be deleted, and the files.
  local function prepare(script)
    local client = cli.server:client()
    for _, email in ipairs({ "jan@example.com", "other@example.com" }) do
      assert(client:create_customer(example.customer({
        company_name = "Example BV", email = email, name = { first_name = "Jan", last_name = "Dijk" },
      })))
    end
    client:close()
    if not script:find("openprovider delete", 1, true) then
      cli.server:add_domain { domain = "de.nl", handle = cli.server:handles()[1] }
    end
    local root = command_line.output_of("pwd")
    os.execute(("cp examples/customer.json examples/customers.csv %s && cp examples/customers.csv %s/clients.csv && "
      .. "ln -s %s/examples %s/examples"):format(cli.folder, cli.folder, root, cli.folder))
    cli:file("changes.json", { locale = "nl_BE" })
  end

  for _, path in ipairs(documents.paths()) do
    for _, block in ipairs(documents.blocks(path, "sh")) do
      local script = script_of(block)
      if script then
        it(("%s, line %d, work as they stand"):format(path, block.line), function()
          prepare(script)
          local lua = ("lua5.4() { command %s \"$@\"; }\n"):format(os.getenv("OP_LUA") or "lua5.4")
          local status, _, err = cli:shell(lua .. script)
          assert.equal(0, status, err)
        end)
      end
    end
  end
end)

describe("the Lua for an event loop", function()
  local cli = command_line.for_specs()

  for _, block in ipairs(documents.blocks("docs/event-loops.md", "lua")) do
    it(("in docs/event-loops.md, line %d, creates a customer"):format(block.line), function()
      cli:file("program.lua", ("local customer = dofile(%q)\n%s"):format(command_line.output_of("pwd")
        .. "/examples/customer.lua", block.code))
      local status, out, err = cli:run("", { program = cli:path_of("program.lua") })
      assert.same({ 0, "" }, { status, err })
      assert.is_truthy(out:find("^JD%d+%-NL\t"), out)
    end)
  end
end)

describe("the configuration in docs/nginx.md", function()
  -- What stands around it in a file of nginx.
  local MAIN = [[
daemon off;
worker_processes 2;
pid "${folder}/nginx.pid";
error_log "${folder}/error.log" crit;
]]

  it("creates a customer, also from a large body, and tells callers what is wrong with theirs alone", function()
    local block, root = documents.blocks("docs/nginx.md", "nginx")[1], command_line.output_of("pwd")
    local api = sandbox.start()
    local server = nginx.start({
      text = MAIN .. block.code:gsub("  server {\n", "  access_log off;\n  server {\n    listen 127.0.0.1:${port};\n"),
      variables = ("LUA_PATH='%s/lua/?.lua;;' LUA_CPATH='%s/build/jit/?.so;;' OPENPROVIDER_BASE_URL=%s "
        .. "OPENPROVIDER_USERNAME=%s OPENPROVIDER_PASSWORD=%s"):format(root, root, api.base_url, api.username,
        api.password),
    })
    local body, status = server:ask("/customers", (" "):rep(20000) .. documents.contents("examples/customer.json"))
    local refused, status_of_refused = server:ask("/customers", "{}")
    api:fault { name = "code", code = 116, method = "POST", path = "/customers$" }
    local failed, status_of_failed = server:ask("/customers", documents.contents("examples/customer.json"))
    server:stop()
    api:stop()
    assert.same({ "JD000001-NL\n", 200, 422 }, { body, status, status_of_refused })
    assert.matches("name", refused)
    assert.same({ "no handle: the log says why\n", 500 }, { failed, status_of_failed })
  end)
end)
