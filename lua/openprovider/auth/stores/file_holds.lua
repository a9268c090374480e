--- Keys that only one process of a machine holds at a time, and notes of their last holders, in files beside a token
--- file.
-- A key is a locked byte of the file `PATH.held`. The system releases it when the process ends, in whatever way. Notes
-- are in the 256 files of the folder `PATH.notes`, by a hash of the key, one on each line: the key's hash, the clock of
-- the times, when the note was made, when it ends, and the text. The last line of a key counts. Files have mode 0600.
-- Lines are added at the end; every few kilobytes the file is rewritten without notes that have ended. Times are those
-- of the clock that runs since the machine was started, which nobody can set. A note with another clock is from another
-- machine that shares the folder, or from before a restart of this machine: it counts as made now. If nothing can be
-- locked or written, the holds exclude nobody; their `problem` says why.
--
-- @module openprovider.auth.stores.file_holds

local await = require("openprovider.auth.stores.await")
local core = require("openprovider.core")
local protected = require("openprovider.concurrency.protected")

-- The endings of the file of locks and of the folder of notes, behind the token file's name.
local file_holds = { LOCKS = ".held", NOTES = ".notes" }

-- Bytes below this one are keys; bytes from it on are the locks of the files of notes.
local NOTES_AT = 2 ^ 53

-- Hexadecimal digits of a key's hash that are its byte (52 bits), and the two that are its file of notes.
local BYTE_DIGITS, FILE_DIGITS = 13, 2

-- Seconds between two attempts to lock a file of notes, and for how long to try. Another process holds it for less than
-- a millisecond, unless it was stopped.
local PAUSE, PATIENCE = 0.001, 1

-- A file of notes is rewritten after this many bytes were added.
local ADDED = 8192

-- The most bytes of a file of notes: 440 notes. All files together have room for 100,000.
local FULL = 57344

-- A line: hash of the key, clock, made, ends, text. A process that was killed may have left a part of one.
local LINE = "\n%s %s %s %s %s\n"
local READ = "([^\n]+)\n"
local PARTS = "^(%x+) ([^ ]+) ([^ ]+) ([^ ]+) (.*)$"

-- Files that tell one clock from another: each start of a machine has an identifier, and a container may have an offset
-- of its clock.
local START, OFFSETS = "/proc/sys/kernel/random/boot_id", "/proc/self/timens_offsets"
local CLOCK_DIGITS = 8

local function contents_of(path)
  local file = io.open(path)
  local text = file and file:read("*a")
  if file then file:close() end
  return text
end

local own_clock

-- The identifier of this process's clock. Without such files it is the second at which the clock began. This changes
-- when the time of day is set; then this process waits once more than necessary.
local function clock()
  if not own_clock then
    local start = contents_of(START) or string.format("%.0f", core.now() - core.uptime())
    own_clock = core.fnv128(start .. (contents_of(OFFSETS) or "")):sub(-CLOCK_DIGITS)
  end
  return own_clock
end

-- Processes with other locales read the line: its times have a decimal point.
local function line_of(hash, made, ends, text)
  return string.format(LINE, hash, clock(), core.number_text(made), core.number_text(ends), text)
end

local Hold = {}
Hold.__index = Hold

-- Runs a function while this process holds the lock of the file of notes. -> what it returns | nil, message
function Hold:with_notes(fn)
  local place = NOTES_AT + tonumber(self.file, 16)
  local lock, why = await(function() return core.lock_byte(self.locks, place) end, PAUSE, PATIENCE, core.sleep)
  if not lock then
    return nil, why or self.locks .. " is locked by a process that hangs: find it (fuser names it), and end it"
  end
  local ok, value, message = protected(fn)
  lock:release()
  if not ok then error(value, 0) end
  return value, message
end

-- Adds a line to notes: hash -> `{ made, ends, text }`.
local function take(notes, line, now)
  local hash, whose, made, ends, note = line:match(PARTS)
  made, ends = core.number(made), core.number(ends)
  if not made or not ends then return end
  if whose ~= clock() or made > now then made, ends = now, now + ends - made end
  notes[hash] = now < ends and note ~= "" and { made = made, ends = ends, text = note } or nil
end

-- The notes of a file that have not ended. -> hash -> `{ made, ends, text }` | nil, message
local function read(path)
  local text, why = core.read_private(path)
  if why then return nil, why end
  local now, notes = core.uptime(), {}
  for line in (text or ""):gmatch(READ) do take(notes, line, now) end
  return notes
end

-- Finds the note of one key without reading the others: each line also begins with a line end.
-- -> `{ made, ends, text }` | nil | nil, message
local function read_one(path, hash)
  local text, why = core.read_private(path)
  if why or not text then return nil, why end
  local now, notes, start = core.uptime(), {}, "\n" .. hash .. " "
  local at = text:find(start, 1, true)
  while at do
    local line = text:match("^" .. READ, at + 1)
    if line then take(notes, line, now) end
    at = text:find(start, at + 1, true)
  end
  return notes[hash]
end

-- Rewrites a file of notes; if it is full, without the half that ends first. -> true | nil, message
local function tidy(path)
  local notes, why = read(path)
  if not notes then return nil, why end
  local order, bytes = {}, 0
  for hash, note in pairs(notes) do
    local line = line_of(hash, note.made, note.ends, note.text)
    order[#order + 1], bytes = { line = line, ends = note.ends }, bytes + #line
  end
  table.sort(order, function(one, other) return one.ends > other.ends end)
  local is_full, lines = bytes >= FULL, {}
  for index = 1, is_full and math.floor(#order / 2) or #order do lines[index] = order[index].line end
  local ok
  ok, why = core.write_private(path, table.concat(lines))
  if not ok or not is_full then return ok, why end
  return nil, path .. " is full: notes on some references were dropped too early: their customers may be created twice"
end

--- Keeps a note for `seconds`, or drops it.
---@param text string|nil one line
---@param seconds number
---@return boolean ok always, and a child of fork() changes nothing; `problem` says why it is not kept
function Hold:write(text, seconds)
  if not self.lock or self.process ~= core.process() then return true end
  local now = core.uptime()
  local line = line_of(self.hash, now, text and now + seconds or now, text or "")
  local ok, why = self:with_notes(function()
    local size, message = core.append_private(self.notes, line)
    if not size then return nil, message end
    if size < FULL and math.floor(size / ADDED) == math.floor((size - #line) / ADDED) then return true end
    return tidy(self.notes)
  end)
  if not ok then self.problem = why end
  return true
end

--- Releases the key.
function Hold:release()
  if self.lock then self.lock:release() end
  self.lock = nil
end

--- Returns a function that takes keys.
---@param path string the token file
---@return function hold(key) -> hold `{ note, age, problem, write, release }` | false if another has the key
function file_holds.new(path)
  local locks, notes = path .. file_holds.LOCKS, path .. file_holds.NOTES .. "/"
  return function(key)
    local hash = core.fnv128(key)
    local file = hash:sub(-FILE_DIGITS)
    local lock, why = core.lock_byte(locks, tonumber(hash:sub(1, BYTE_DIGITS), 16))
    if lock == false then return false end
    local hold = setmetatable({ lock = lock, problem = why, locks = locks, notes = notes .. file, file = file,
      hash = hash, process = core.process() }, Hold)
    if not lock then return hold end
    -- Nobody else writes this key's note, and files are replaced as a whole: no lock is needed to read it.
    local note
    note, hold.problem = read_one(hold.notes, hash)
    if note then hold.note, hold.age = note.text, core.uptime() - note.made end
    return hold
  end
end

return file_holds
