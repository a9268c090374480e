-- Completion in real shells, and man pages as man shows them.
local command_line = require("spec.support.command_line")
local obstacles = require("spec.support.obstacles")
local typed = require("spec.support.typed")

local has, quoted = command_line.has, command_line.quoted

describe("a shell", function()
  local cli = command_line.for_specs()

  -- Writes what a shell reads. -> path
  local function script(shell, name)
    local status, out, err = cli:run("completion " .. shell)
    assert.same({ 0, "" }, { status, err })
    return cli:file(name or "completion." .. shell, out)
  end

  -- Types lines with a TAB each at a shell, in which the program only says what it was called with.
  local function typed_at(terminal, lines)
    terminal:type("openprovider() { echo \"<$*>\"; }; PS1='ready> '\n")
    terminal:await("ready> ")
    for line, expected in pairs(lines) do
      terminal:type(line .. "\n")
      terminal:await("<" .. expected .. ">")
      terminal:await("ready> ")
    end
    terminal:type("exit\n")
    terminal:wait()
  end

  local LINES = {
    ["openprovider requi\t"] = "requirements", ["openprovider tags cre\tVIP"] = "tags create VIP",
    ["openprovider import customers.csv --dry\t"] = "import customers.csv --dry-run",
    ["openprovider --environment sandbox list --company-name-p\tx"] =
      "--environment sandbox list --company-name-pattern x",
    ["openprovider verify sta\t"] = "verify start",
    ["openprovider check cust\t"] = "check customer.json",
    ["openprovider --environment sand\tlist"] = "--environment sandbox list",
    ["openprovider list --type indi\tx"] = "list --type individual x",
    ["openprovider list --order DE\tx"] = "list --order DESC x",
    ["openprovider list --where vat\tNL"] = "list --where vat=NL",
    ["openprovider update H --set company_\tA"] = "update H --set company_name=A",
    ["openprovider --profile cust\tlist"] = "--profile custlist", -- a file of that name is none
    ["openprovider help impo\tx"] = "help import x", ["openprovider man impo\tx"] = "man import x",
    ["openprovider completion fi\tx"] = "completion fish x",
  }

  it("such as bash completes verbs, options and files", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    cli:file("customer.json", "{}")
    local start = ("cd %s; PS1='' bash --norc --noprofile -i"):format(quoted(cli.folder))
    local path = script("bash")
    local terminal = typed(cli, "bash -c " .. quoted(start))
    terminal:type(("bind 'set bell-style none'; . %s\n"):format(path))
    typed_at(terminal, LINES)
  end)

  it("such as zsh completes verbs, options and files", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    cli:file("customer.json", "{}")
    os.execute("mkdir -p " .. cli:path_of("functions"))
    script("zsh", "functions/_openprovider")
    local start = ("cd %s; exec zsh -f -i"):format(quoted(cli.folder))
    local terminal = typed(cli, "bash -c " .. quoted(start))
    terminal:type(("unsetopt zle_bracketed_paste prompt_sp; unset zle_bracketed_paste; fpath=(%s $fpath); "
      .. "autoload -Uz compinit; compinit -u -D\n"):format(cli:path_of("functions")))
    typed_at(terminal, LINES)
  end)

  it("such as fish takes the script as it is", function()
    if command_line.output_of("command -v fish") == "" then return end -- none of the packages needs it
    assert.equal("requirements", command_line.output_of(("fish -N -c '. %s; complete -C \"openprovider requi\"'")
      :format(script("fish"))):match("^%a+"))
  end)
end)

describe("every verb", function()
  local cli = command_line.for_specs()

  -- All verbs: their pages for man, those of a family in the page of that.
  local function pages()
    assert.equal(0, (cli:run("man --directory " .. cli.folder)))
    local found = {}
    for path in command_line.output_of("ls " .. cli.folder .. "/openprovider-*.1"):gmatch("[^\n]+") do
      local family = path:match("openprovider%-(%l+)%.1$")
      local page = cli:contents(path:match("[^/]+$"))
      local name
      for line in page:gmatch("[^\n]+") do
        name = line:match('^%.SS "(.+)"$') or not line:find("^%.SH ") and name or nil
        if name then found[name] = (found[name] or "") .. line .. "\n" end
      end
      if not page:find("\n.SS ", 1, true) then found[family] = page end
    end
    return found
  end

  -- The options in a help, in their long form.
  local function options_in(help)
    local found = {}
    for line in help:gmatch("\n   (%-[^\n]+)") do found[#found + 1] = line:match("%-%-[%l-]+") end
    return found
  end

  it("has its options and its example in its page for man, and its options in bash's completion", function()
    local _, script = cli:run("completion bash")
    local lines, helps = { ". " .. cli:file("completion", script), [[
      complete_words() {
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _openprovider; echo "${COMPREPLY[*]}"
      }
      echo : $(complete_words openprovider "")]] }, {}
    local all = pages()
    for _, name in ipairs({ "tags create", "verify start", "import" }) do assert.is_string(all[name]) end
    for name in pairs(all) do
      local _, help = cli:run(name .. " --help")
      helps[name] = help
      lines[#lines + 1] = ("echo %s: $(complete_words openprovider %s --)"):format(name, name)
    end
    local completed, count = {}, 0
    for line in (command_line.output_of("bash -c " .. quoted(table.concat(lines, "\n"))) .. "\n"):gmatch("(.-)\n") do
      completed[line:match("^(.-) *:")] = line:match(": ?(.*)$") .. " "
    end
    for name, help in pairs(helps) do
      has(completed[""], name:match("^%l+") .. " ")
      for _, option in ipairs(options_in(help)) do
        has(completed[name], option .. " ")
        if option ~= "--help" then has(all[name], (option:gsub("%-", "\\-"))) end
        count = count + 1
      end
      local example = help:match("\nExample:\n   ([^\n]+)")
      has(all[name], (example:gsub("\\", "\\e"):gsub("%-", "\\-"):gsub("'", "\\(aq"):sub(1, 40)))
    end
    assert.is_true(count > 100, count)
  end)
end)

describe("man", function()
  local cli = command_line.for_specs()

  it("has a page for the program and for each verb, in which troff finds nothing wrong", function()
    local status, _, err = cli:run("man --directory " .. cli.folder)
    assert.same({ 0, "" }, { status, err })
    local pages = command_line.output_of("ls " .. cli.folder .. "/*.1 | wc -l")
    assert.is_true(tonumber(pages) > 20, pages)
    assert.equal("", command_line.output_of(("for page in %s/*.1; do groff -man -Tutf8 -ww -z $page; done 2>&1")
      :format(cli.folder)))
  end)

  it("makes the folder for its pages, and says where it cannot write", function()
    local status, _, err = cli:run("man --directory " .. cli:path_of("new/pages"))
    assert.same({ 0, "" }, { status, err })
    local path = cli:file("file", "")
    status, _, err = cli:run("man --directory " .. path .. "/pages")
    assert.same({ 1, "openprovider: cannot make " .. path .. "/pages: Not a directory\n" }, { status, err })
    os.execute("mkdir -p " .. cli:path_of("full/openprovider.1"))
    status, _, err = cli:run("man --directory " .. cli:path_of("full"))
    assert.same({ 1, "openprovider: cannot write " .. cli:path_of("full/openprovider.1") .. ": Is a directory\n" },
      { status, err })
  end)

  it("shows name, synopsis, options, an example and the exit statuses", function()
    local _, text = cli:run("man import")
    cli:file("import.1", text)
    local page = command_line.output_of(("MANWIDTH=80 LC_ALL=C.UTF-8 man -l %s"):format(cli:path_of("import.1")))
    for _, part in ipairs({ "NAME\n", "openprovider-import - create the customers of a file", "SYNOPSIS\n",
      "openprovider import [options] [FILE]", "--map COLUMN=PATH", "openprovider import customers.csv --report",
      "EXIT STATUS\n", "SEE ALSO\n" }) do
      has(page, part)
    end
    _, text = cli:run("man")
    has(text, "OPENPROVIDER_USERNAME")
    assert.equal(2, (cli:run("man impor")))
    assert.same({ cli:run("man tags") }, { cli:run("man tags create") })
    assert.equal(2, (cli:run("man tags creat")))
  end)
end)
