-- Greets, and tells what it sees: files come from the image, the kernel from outside of it.

local function first_line(path)
  local file <close> = io.open(path)
  return file and file:read('l') or 'unknown'
end

local function distribution()
  for line in io.lines('/etc/os-release') do
    local name = line:match('^PRETTY_NAME="(.*)"$')
    if name then return name end
  end
end

local greeting = os.getenv('GREETING') or 'Hello'
local name = os.getenv('NAME') or 'world'
local pid = first_line('/proc/self/stat'):match('^%d+')

print(greeting .. ', ' .. name .. '!')
print('I am process ' .. pid .. ' in container ' .. first_line('/proc/sys/kernel/hostname') .. '.')
print('My files: ' .. (distribution() or 'unknown') .. ', from my image.')
print('My kernel: Linux ' .. first_line('/proc/sys/kernel/osrelease') .. ', shared by all containers.')
