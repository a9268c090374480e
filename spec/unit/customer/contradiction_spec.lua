--- A customer with two elements for one extension.

local example = require("spec.support.example")
local openprovider = require("openprovider")

local function check(elements)
  local canonical, found = openprovider.check_customer(example.customer { extension_additional_data = elements })
  return canonical, found.problems or found
end

local function eu(data, name) return { name = name or "eu", data = data } end

describe("an extension that is there twice", function()
  it("is refused with other data, for nobody knows which the API keeps", function()
    for _, elements in ipairs({
      { eu { whois_email = "a@example.com" }, eu { whois_email = "b@example.com" } },
      { eu { whois_email = "a@example.com" }, eu({ whois_email = "b@example.com" }, "EU") },
      { eu { whois_email = "a@example.com" }, eu({ passport_number = "1" }, "es"), eu { applicant_purpose = "P1" } },
      { eu { whois_email = "a@example.com" }, eu { whois_email = "a@example.com", x = "1" } },
      { eu({ passport_number = "1" }, "es"), eu({ passport_number = "2" }, "ES") },
    }) do
      local canonical, problems = check(elements)
      assert.is_nil(canonical)
      assert.same({ "error", "twice" }, { problems[1].severity, problems[1].code })
      assert.is_truthy(problems[1].message:find("other data than an element before it: keep one", 1, true))
      assert.equal(("extension_additional_data[%d]"):format(#elements), problems[1].path)
    end
  end)

  it("is taken with the same data, and so are different ones", function()
    for _, elements in ipairs({
      { eu { whois_email = "a@example.com" }, eu { whois_email = "a@example.com" } },
      { eu { whois_email = "a@example.com" }, eu({ passport_number = "1" }, "es") },
    }) do
      assert.is_table((check(elements)))
    end
  end)
end)
