-- The tables of the core when they grow: the API adds members every year.
local scratch = require("spec.support.scratch")

local COMPILE = "gcc -std=c99 -D_GNU_SOURCE -fsanitize=undefined -fno-sanitize-recover=undefined "

describe("the core's tables", function()
  before_each(function()
    scratch.make()
    scratch.output_of("cp -r src " .. scratch.folder)
  end)
  after_each(scratch.remove)

  -- Adds rows before the first line that begins with `before` and comes after `table_name`.
  local function grow(file, table_name, before, rows)
    local path = scratch.folder .. "/src/" .. file
    local text = scratch.contents(path)
    local _, start = assert(text:find(table_name, 1, true))
    local at = assert(text:find("\n" .. before, start, true))
    scratch.write(path, text:sub(1, at) .. table.concat(rows, "\n") .. "\n" .. text:sub(at + 1))
  end

  -- Rows for keys `zz_100` and on.
  local function rows(count, form)
    local list = {}
    for index = 1, count do list[index] = form:format(99 + index) end
    return list
  end

  it("have room for more than 64 members of extensions", function()
    local folder = scratch.folder
    grow("data/extensions.c", "op_extension_field known_fields", "};", rows(40, 'TEXT_OF("zz_%d", "us"),'))
    assert.equal("", scratch.output_of(("%s -iquote %s/src -o %s/check spec/support/core/extension_check.c "
      .. "%s/src/customer/*.c %s/src/data/*.c %s/src/text/*.c -lm"):format(COMPILE, folder, folder, folder, folder,
      folder)))
    local wrong = scratch.output_of(folder .. "/check us")
    assert.truthy(wrong:find("admin_type", 1, true), wrong)
    assert.falsy(wrong:find("zz_", 1, true), wrong)
    local names = {}
    for name in scratch.output_of(folder .. "/check eu"):gmatch("zz_%d+") do names[#names + 1] = name end
    assert.same({ 40, "zz_100", "zz_139" }, { #names, names[1], names[40] })
  end)

  local function compiles(file)
    local text = scratch.output_of(COMPILE .. "-fsyntax-only " .. scratch.folder .. "/src/" .. file)
    return text == "", text
  end

  it("do not compile with more members than there is room for", function()
    grow("data/extensions.c", "op_extension_field known_fields", "};", rows(190, 'TEXT_OF("zz_%d", "us"),'))
    assert.is_true(compiles("data/extensions.c"))
    grow("data/extensions.c", "op_extension_field known_fields", "};", rows(20, 'TEXT_OF("zzz_%d", "us"),'))
    assert.is_false((compiles("data/extensions.c")))

    local row = 'TEXT("zz_%d", 0, 0, 0, "a text", "x"),'
    grow("customer/fields.c", "op_field name_members[]", "};", rows(59, row))
    assert.same({ true, "" }, { compiles("customer/fields.c") })
    grow("customer/fields.c", "op_field name_members[]", "};", rows(1, row))
    assert.is_false((compiles("customer/fields.c")))
  end)
end)
