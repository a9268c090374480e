--- Keys that one process of a machine holds at a time, and notes that the last holder left, beside a token file.
--
-- A key is a byte of the file `PATH.held`, locked: the system lets go of it when its process ends, however it ends.
-- Notes are in the 256 files of the folder `PATH.notes`, by a hash of the key, one a line: the key's hash, when it was
-- made, when it is over, and the text. They have mode 0600 and are rewritten as a whole, without those that are over.
-- Times are of the clock that runs since the machine was started: nobody sets it. A note that was made later than now
-- is from before the machine was started anew, and counts as made now.
--
-- Where nothing can be locked or written, the holds keep nobody away, and say why: `problem`.
--
-- @module openprovider.token_store.file_holds

local core = require("openprovider.core")
local protected = require("openprovider.protected")

-- Bytes below this one are keys, those from it on are the locks of the files of notes.
local NOTES_AT = 2 ^ 53

-- Hexadecimal digits of a key's hash that are its byte (52 bits), and the two that are its file of notes.
local BYTE_DIGITS, FILE_DIGITS = 13, 2

-- Seconds between two tries to lock a file of notes, and for how long it is tried: that takes no millisecond, but
-- who does it may have been stopped.
local PAUSE, PATIENCE = 0.001, 1

-- A line: hash of the key, made, ends, text.
local LINE = "(%x+) (%S+) (%S+) ([^\n]*)\n"

local Hold = {}
Hold.__index = Hold

-- Runs a function while no other process has the file of notes. -> what it returns | nil, message
function Hold:with_notes(fn)
  local place = NOTES_AT + tonumber(self.file, 16)
  local waited, lock, why = 0, core.lock_byte(self.locks, place)
  while lock == false and waited < PATIENCE do
    core.sleep(PAUSE)
    waited = waited + PAUSE
    lock, why = core.lock_byte(self.locks, place)
  end
  if not lock then return nil, why or self.locks .. " is locked by a process that does not go on" end
  local ok, value, message = protected(fn)
  lock:release()
  if not ok then error(value, 0) end
  return value, message
end

-- The notes of the file that are not over, as lines, without this key's; and that one's text and age.
-- -> lines, text, age | nil, message
function Hold:read()
  local text, why = core.read_private(self.notes)
  if why then return nil, why end
  local now, lines, mine, age = core.uptime(), {}, nil, nil
  for hash, made, ends, note in (text or ""):gmatch(LINE) do
    made, ends = tonumber(made) or 0, tonumber(ends) or 0
    if made > now then made, ends = now, now + ends - made end
    if now < ends then
      if hash == self.hash then
        mine, age = note, now - made
      else
        lines[#lines + 1] = string.format("%s %.3f %.3f %s\n", hash, made, ends, note)
      end
    end
  end
  return lines, mine, age
end

--- Keeps a note for so many seconds, or drops it.
---@param text string|nil one line
---@param seconds number
---@return boolean ok always; `problem` says why it is not kept
function Hold:write(text, seconds)
  if not self.lock then return true end
  local ok, why = self:with_notes(function()
    local lines, message = self:read()
    if not lines then return nil, message end
    local now = core.uptime()
    if text then lines[#lines + 1] = string.format("%s %.3f %.3f %s\n", self.hash, now, now + seconds, text) end
    return core.write_private(self.notes, table.concat(lines))
  end)
  if not ok then self.problem = why end
  return true
end

--- Lets go of the key.
function Hold:release()
  if self.lock then self.lock:release() end
  self.lock = nil
end

--- A function that takes keys.
---@param path string the token file
---@return function hold(key) -> hold `{ note, age, problem, write, release }` | false if another has the key
return function(path)
  local locks, notes = path .. ".held", path .. ".notes/"
  return function(key)
    local hash = core.fnv128(key)
    local file = hash:sub(-FILE_DIGITS)
    local lock, why = core.lock_byte(locks, tonumber(hash:sub(1, BYTE_DIGITS), 16))
    if lock == false then return false end
    local hold = setmetatable({ lock = lock, problem = why, locks = locks, notes = notes .. file, file = file,
      hash = hash }, Hold)
    if not lock then return hold end
    -- Nobody else writes this key's note, and files are replaced as a whole: no lock is needed to read it.
    local lines, note, age = hold:read()
    if lines then hold.note, hold.age = note, age else hold.problem = note end
    return hold
  end
end
