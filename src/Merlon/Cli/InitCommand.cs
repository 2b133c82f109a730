using System.CommandLine;
using System.Text;
using Merlon.Assessment;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon init</c>: a commented organisation file to start from.</summary>
static class InitCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("init", $"Write a commented {OrganisationFile.FileName}, by asking a few questions or from flags.")
        {
            Examples =
            [
                new("merlon init my-organisation", "Asks, then writes my-organisation/organisation.yaml."),
                new(
                    "merlon init shop --name \"Corner Shop\" --sector retail --region Germany --platform Windows --log-source sysmon --mitigation M1032=partial --yes",
                    "Asks nothing: flags may be repeated, and what is not given is left open in the file."),
            ],
        };
        var folder = OptionReading.Argument("DIR", "Folder of the organisation; made when it is missing.");
        command.Add(folder);
        var flags = new InitFlags(command);
        var force = new Option<bool>("--force") { Description = $"Overwrite an {OrganisationFile.FileName} that is there." };
        var yes = new Option<bool>("--yes") { Description = "Ask nothing." };
        command.Add(force);
        command.Add(yes);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var into = parse.GetRequiredValue(folder);
            var file = Path.Combine(into, OrganisationFile.FileName);
            if (File.Exists(file) && !parse.GetValue(force))
            {
                return Failure.Refuse(terminal, $"{file} is there already", "--force overwrites it");
            }

            var words = InitWords.OpenBuiltIn();
            var (answers, complaints) = flags.Read(parse, words, Path.GetFileName(Path.GetFullPath(into)));
            foreach (var complaint in complaints)
            {
                Failure.Refuse(terminal, complaint);
            }

            if (complaints.Count > 0)
            {
                return ExitCode.BadInput;
            }

            if (terminal is { IsInTerminal: true, IsErrorTerminal: true } && !parse.GetValue(yes))
            {
                answers = await new InitQuestions(terminal, words, cancellationToken).CompleteAsync(answers);
            }

            var text = OrganisationTemplate.Write(answers);
            OutputFolder.Write(into, [new OutputFile(OrganisationFile.FileName, stream => stream.Write(Encoding.UTF8.GetBytes(text)))], cancellationToken);
            var page = new Page(terminal);
            page.Paragraph(SafeText.Line($"Wrote {file}. Read it through, then: merlon assess {into}"));
            if (answers is { Sectors.Count: 0, Groups.Count: 0 })
            {
                page.Paragraph("It names neither a sector nor a group yet: until it does, every group is as likely as any other.");
            }

            return ExitCode.Success;
        });
        return command;
    }
}

/// <summary>A flag for each question of <c>merlon init</c>.</summary>
sealed class InitFlags
{
    readonly Option<string?> name = OptionReading.Text("--name", "Name of the organisation (default: the folder's).", "NAME");
    readonly Option<string[]> sectors = OptionReading.Texts("--sector", "A sector that it works in, such as finance.", "SECTOR");
    readonly Option<string[]> regions = OptionReading.Texts("--region", "A country or region that it works in.", "REGION");
    readonly Option<string[]> platforms = OptionReading.Texts("--platform", "A platform in use, as ATT&CK names it: Windows, Linux, IaaS …", "PLATFORM");
    readonly Option<string[]> groups = OptionReading.Texts("--group", "A group of interest: id, name or alias.", "GROUP");
    readonly Option<string[]> logSources = OptionReading.Texts("--log-source", "A log source that is collected, such as sysmon.", "SOURCE");
    readonly Option<string[]> mitigations = OptionReading.Texts("--mitigation", "A mitigation in place and how far: none, minimal, partial, significant.", "ID=DEGREE");
    readonly Option<decimal?> budget = OptionReading.Money("--budget", "Money for improvements.");
    readonly Option<string?> currency = OptionReading.Text("--currency", "Its currency, such as EUR.", "CODE");

    public InitFlags(Command command)
    {
        foreach (Option option in new Option[] { name, sectors, regions, platforms, groups, logSources, mitigations, budget, currency })
        {
            command.Add(option);
        }
    }

    /// <summary>What the flags say, and what is wrong with them.</summary>
    public (OrganisationAnswers Answers, IReadOnlyList<string> Complaints) Read(ParseResult parse, InitWords words, string folderName)
    {
        List<string> complaints = [];
        var inPlace = All(mitigations, words.Mitigation);
        var answers = new OrganisationAnswers(
            parse.GetValue(name) ?? folderName, All(sectors, words.Sector), All(regions, words.Region), All(platforms, words.Platform),
            All(groups, words.Group), All(logSources, words.LogSource), [.. inPlace.Select(static one => one.Id).Distinct(StringComparer.Ordinal)],
            parse.GetValue(budget))
        {
            Degrees = inPlace.GroupBy(static one => one.Id, StringComparer.Ordinal)
                .ToDictionary(static same => same.Key, static same => same.Last().Degree, StringComparer.Ordinal),
        };
        return (parse.GetValue(currency) is { } code ? answers with { Currency = code } : answers, complaints);

        IReadOnlyList<T> All<T>(Option<string[]> option, Func<string, (T Word, string? Complaint)> read)
        {
            var answered = (parse.GetValue(option) ?? []).Select(read).ToList();
            complaints.AddRange(answered.Select(static one => one.Complaint).OfType<string>());
            return [.. answered.Where(static one => one.Complaint is null).Select(static one => one.Word).Distinct()];
        }
    }
}
