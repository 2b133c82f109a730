using System.CommandLine;

namespace Merlon.Cli;

/// <summary><c>merlon rules</c>: what is wrong with Sigma rules, whether they fire where they should, why, and what they are in a query language.</summary>
static class RulesCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("rules", "Check, test, explain and translate Sigma rules.")
        {
            Examples =
            [
                new("merlon rules check rules", "Lists everything that is wrong, doubtful or wasteful in a folder of rules."),
                new("merlon rules test rules", "Runs the events that stand beside rules."),
                new("merlon rules explain rule.yml events.evtx", "Says why a rule fires on a record, or what is missing."),
                new("merlon rules translate rules --to postgres", "Prints each rule as SQL that means exactly the rule."),
            ],
        };
        command.Add(RulesCheckCommand.Build(terminal));
        command.Add(RulesTestCommand.Build(terminal));
        command.Add(RulesExplainCommand.Build(terminal));
        command.Add(RulesTranslateCommand.Build(terminal));
        return command;
    }
}
