import { defineGroup } from '../../command.ts'
import { refusedCommand } from '../../refused.ts'

/** `docker completion …` */
export const completion = defineGroup({
  name: 'completion',
  short: 'Generate the autocompletion script for the specified shell',
  long: "Generate the autocompletion script for docker for the specified shell.\nSee each sub-command's help for details on how to use the generated script.",
  commands: [
    refusedCommand({
      name: 'bash',
      usage: '',
      min: 0,
      max: 0,
      short: 'Generate the autocompletion script for bash',
      long: "Generate the autocompletion script for the bash shell.\n\nThis script depends on the 'bash-completion' package.\nIf it is not installed already, you can install it via your OS's package manager.\n\nTo load completions in your current shell session:\n\n\tsource <(docker completion bash)\n\nTo load completions for every new session, execute once:\n\n#### Linux:\n\n\tdocker completion bash > /etc/bash_completion.d/docker\n\n#### macOS:\n\n\tdocker completion bash > $(brew --prefix)/etc/bash_completion.d/docker\n\nYou will need to start a new shell for this setup to take effect.",
      flags: ['--no-descriptions  disable completion descriptions'],
    }),
    refusedCommand({
      name: 'fish',
      usage: '[flags]',
      min: 0,
      max: 0,
      short: 'Generate the autocompletion script for fish',
      long: 'Generate the autocompletion script for the fish shell.\n\nTo load completions in your current shell session:\n\n\tdocker completion fish | source\n\nTo load completions for every new session, execute once:\n\n\tdocker completion fish > ~/.config/fish/completions/docker.fish\n\nYou will need to start a new shell for this setup to take effect.',
      flags: ['--no-descriptions  disable completion descriptions'],
    }),
    refusedCommand({
      name: 'powershell',
      usage: '[flags]',
      min: 0,
      max: 0,
      short: 'Generate the autocompletion script for powershell',
      long: 'Generate the autocompletion script for powershell.\n\nTo load completions in your current shell session:\n\n\tdocker completion powershell | Out-String | Invoke-Expression\n\nTo load completions for every new session, add the output of the above command\nto your powershell profile.',
      flags: ['--no-descriptions  disable completion descriptions'],
    }),
    refusedCommand({
      name: 'zsh',
      usage: '[flags]',
      min: 0,
      max: 0,
      short: 'Generate the autocompletion script for zsh',
      long: 'Generate the autocompletion script for the zsh shell.\n\nIf shell completion is not already enabled in your environment you will need\nto enable it.  You can execute the following once:\n\n\techo "autoload -U compinit; compinit" >> ~/.zshrc\n\nTo load completions in your current shell session:\n\n\tsource <(docker completion zsh); compdef _docker docker\n\nTo load completions for every new session, execute once:\n\n#### Linux:\n\n\tdocker completion zsh > "${fpath[1]}/_docker"\n\n#### macOS:\n\n\tdocker completion zsh > $(brew --prefix)/share/zsh/site-functions/_docker\n\nYou will need to start a new shell for this setup to take effect.',
      flags: ['--no-descriptions  disable completion descriptions'],
    }),
  ],
})
