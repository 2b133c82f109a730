using System.CommandLine;
using Merlon.Attack;

namespace Merlon.Cli;

/// <summary><c>merlon release stats</c>: live objects of each kind, per domain and over distinct objects.</summary>
static class ReleaseStatsCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("stats", "Count the live objects of a release.")
        {
            Examples =
            [
                new("merlon release stats", "Counts the release in use."),
                new("merlon release stats --from ../attack --version 12.1 --json", "Counts 12.1 of a folder of bundles, as JSON."),
            ],
        };
        var choice = new ReleaseChoice(command, "--from", "--version");
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            if (!choice.TryLoad(parse, terminal, out var release))
            {
                return ExitCode.BadInput;
            }

            var statistics = ReleaseStatistics.Of(release);
            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => ReleaseStatisticsJson.Write(writer, statistics));
            }
            else
            {
                Print(terminal, statistics);
            }

            return ExitCode.Success;
        });
        return command;
    }

    static void Print(Terminal terminal, ReleaseStatistics statistics)
    {
        var page = new Page(terminal);
        page.Title(SafeText.Line($"ATT&CK {statistics.Version}: live objects"));
        page.Blank();
        var table = new TextTable
        {
            Columns =
            [
                new("", IsFlexible: true),
                .. statistics.Domains.Select(static domain => new TableColumn(SafeText.Line(domain.Key), IsNumber: true)),
                new("distinct", IsNumber: true),
            ],
        };
        foreach (var (_, title, count) in ReleaseStatisticsJson.Kinds)
        {
            table.Add([title, .. statistics.Domains.Select(domain => Page.Count(count(domain.Value))), Page.Count(count(statistics.Total))]);
        }

        page.Table(table);
    }
}
