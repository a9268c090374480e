-- A libcurl that was built without what Debian's has, or is older: each option that it may refuse is refused in turn.
local raw_server = require("spec.support.raw_server")
local scratch = require("spec.support.scratch")

describe("a libcurl that lacks something", function()
  it("is told from a want of memory, goes by HTTP/1.1, and sends nothing if it lacks what a request needs", function()
    scratch.output_of("make --no-print-directory -s build/setopt_check")
    local server = raw_server.start(function(connection)
      while raw_server.read(connection) do
        connection:send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
      end
    end)
    local output = scratch.output_of(("build/setopt_check 'http://127.0.0.1:%d/x?y=1'"):format(server.port))
    server.stop()
    assert.truthy(output:find("1..5", 1, true), output)
    assert.falsy(output:find("not ok", 1, true), output)
  end)
end)
