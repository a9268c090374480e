-- The Debian packages: built, judged by lintian, and installed in a root that has nothing but Debian's smallest system.
local options = require("openprovider.config")
local scratch = require("spec.support.scratch")

local output_of = scratch.output_of

-- What is missing for it. -> reason | nil
local function obstacle()
  if output_of("id -u") ~= "0" then return "only root can make a root" end
  if output_of("which dpkg-buildpackage dh debootstrap lintian | wc -l") ~= "4" then
    return "`spec/deps deb` or `spec/deps deb-test` was not run"
  end
  return nil
end

local function run(command)
  local text = output_of(command .. "; echo status $?")
  return tonumber(text:match("status (%d+)$")), text
end

describe("the Debian packages", function()
  it("have the version of the module", function()
    assert.equal(("openprovider (%s) unstable; urgency=medium"):format(options.VERSION),
      output_of("head -n 1 debian/changelog"))
  end)

  if rawget(_G, "jit") then return end -- they are those of Lua 5.4
  if obstacle() then return it("are built", function() pending(obstacle()) end) end

  local root

  setup(function()
    local status, text = run("make --no-print-directory deb")
    assert.equal(0, status, text)
    root = output_of("mktemp -d")
    os.execute("chmod 755 " .. root)
    status, text = run(("debootstrap --variant=minbase --include=ca-certificates bookworm %s %s"):format(root,
      os.getenv("MIRROR") or ""))
    assert.equal(0, status, text)
    os.execute(("cp build/deb/*.deb examples/customer.json %s/root; cp /etc/resolv.conf %s/etc"):format(root, root))
  end)
  teardown(function() if root then os.execute("rm -rf --one-file-system " .. root) end end)

  local function inside(command)
    return run(("env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 chroot %s sh -c '%s'"):format(root,
      command))
  end

  it("have nothing that lintian finds wrong", function()
    local status, text = run("lintian --allow-root --fail-on error,warning build/deb/*.changes")
    assert.same({ 0, "status 0" }, { status, text })
  end)

  it("are installed with all that they need, and the doctor finds all of it", function()
    local status, text = inside("apt-get update && cd /root && DEBIAN_FRONTEND=noninteractive "
      .. "apt-get install -y --no-install-recommends ./*.deb")
    assert.equal(0, status, text)
    status, text = inside("openprovider check /root/customer.json")
    assert.equal(0, status, text)
    status, text = inside("openprovider doctor")
    assert.equal(1, status, text) -- there are no credentials
    for _, name in ipairs({ "versions ", "libraries", "TLS", "cache", "address" }) do
      assert.is_truthy(text:find("ok +" .. name), text)
    end
    assert.is_truthy(text:find("FAILED +credentials"), text)
    assert.is_truthy(text:find("warning +library +LuaDBI is missing[^\n]+lua%-dbi%-sqlite3"), text)
  end)

  it("have completion and man pages where shells and man look", function()
    local _, text = inside("ls /usr/share/bash-completion/completions/openprovider "
      .. "/usr/share/zsh/vendor-completions/_openprovider /usr/share/fish/vendor_completions.d/openprovider.fish")
    assert.is_truthy(text:find("status 0"), text)
    assert.equal("usr/share/man/man1/openprovider-import.1.gz", output_of("dpkg-deb -c build/deb/openprovider_*.deb "
      .. "| grep -o 'usr/share/man/man1/openprovider-import.1.gz'"))
  end)
end)
