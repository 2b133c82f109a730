using System.CommandLine;

namespace Merlon.Cli;

/// <summary><c>merlon rules</c>: what is wrong with Sigma rules, whether they fire where they should, why, what they are in a query language, and how much they are worth.</summary>
static class RulesCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("rules", "Check, test, explain, translate and weigh Sigma rules.")
        {
            Examples =
            [
                new("merlon rules check rules", "Lists everything that is wrong, doubtful or wasteful in a folder of rules."),
                new("merlon rules test rules", "Runs the events that stand beside rules."),
                new("merlon rules explain rule.yml events.evtx", "Says why a rule fires on a record, or what is missing."),
                new("merlon rules translate rules --to postgres", "Prints each rule as SQL that means exactly the rule."),
                new("merlon rules robustness rules", "Says how hard each rule is to evade, and why."),
            ],
        };
        command.Add(RulesCheckCommand.Build(terminal));
        command.Add(RulesTestCommand.Build(terminal));
        command.Add(RulesExplainCommand.Build(terminal));
        command.Add(RulesTranslateCommand.Build(terminal));
        command.Add(RulesRobustnessCommand.Build(terminal));
        command.Add(RulesCoverageCommand.Build(terminal));
        return command;
    }
}
