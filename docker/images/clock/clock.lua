-- Says each second what time it is, for ever.

-- As process 1 it gets no signal that it has no handler for, SIGTERM included. Lua has one for
-- SIGINT: it makes the running code fail with “interrupted!”. So that is the image's stop signal.
local ticks = 0

local function run()
  while true do
    ticks = ticks + 1
    print('tick ' .. ticks .. '  ' .. os.date('%H:%M:%S'))
    -- os.execute would have SIGINT ignored while it waits.
    io.popen('sleep 1'):close()
  end
end

io.stdout:setvbuf('line')
local _, reason = pcall(run)
if not tostring(reason):find('interrupted!', 1, true) then error(reason, 0) end
print('stopped after ' .. ticks .. (ticks == 1 and ' tick' or ' ticks'))
