import DubanCommands

await DubanCommand.run()
