using System.CommandLine;
using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Web.Reports;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon report</c>: one assessment, told to a manager, an engineer, an auditor, or whole.</summary>
static class ReportCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("report", "Write an assessment for its reader: a manager's two pages, an engineer's backlog, an auditor's framework, or all of it.")
        {
            Examples =
            [
                new("merlon report examples/harbor-bank --reader manager --out manager.html", "Two pages to print or to save as PDF."),
                new("merlon report examples/harbor-bank --reader engineer --format html,xlsx,csv", "The backlog as a page, a workbook and a CSV file for a tracker, in merlon-out/."),
                new("merlon report examples/harbor-bank --reader auditor --framework nist-800-53-r5 --out audit", "One framework, control by control, with the hashes of the inputs."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var reader = OptionReading.Word("--reader", $"For whom: {string.Join(", ", ReportFiles.Readers)} (default: {ReportFiles.Whole}).", "READER", ReportFiles.Readers);
        var framework = OptionReading.Texts("--framework", "Framework for the auditor (may be repeated; default: those that the organisation states controls of).", "NAME");
        var format = OptionReading.Text("--format", $"What to write, parted by commas: {string.Join(", ", ReportFiles.Formats)} (default: as --out ends, else html).", "LIST");
        var output = OptionReading.Text("--out", $"Folder, or one file that ends in .html, .xlsx, .csv or .json (default: {AssessOutput.DefaultFolder}).", "PATH");
        var json = OptionReading.Json();
        command.Add(reader);
        command.Add(framework);
        command.Add(format);
        command.Add(output);
        command.Add(json);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var wish = ReportWish.Of(parse.GetValue(reader) ?? ReportFiles.Whole, parse.GetValue(framework) ?? [], parse.GetValue(format), parse.GetValue(output));
            var request = choice.RequestIn(parse, record: false);
            return await choice.LookAsync(parse, terminal, cancellationToken) is { } assessment
                ? await WriteAsync(terminal, assessment, (request.OrganisationPath, choice.WorkspaceIn(parse)), wish, parse.GetValue(json), cancellationToken)
                : ExitCode.BadInput;
        });
        return command;
    }

    static async Task<int> WriteAsync(
        Terminal terminal, GapAssessment assessment, (string Organisation, string Workspace) paths, ReportWish wish, bool asJson, CancellationToken cancellationToken)
    {
        var frameworks = wish.Reader == ReportFiles.Auditor ? FrameworksOf(assessment, wish.Frameworks) : [];
        var book = wish.Reader == ReportFiles.Auditor ? ReportBooks.WithInputs(assessment, paths.Organisation) : ReportBooks.WithBenefit(await ReportBooks.OfAsync(assessment, terminal.WorkspaceAt(paths.Workspace, WorkspaceAccess.Read), cancellationToken), paths.Organisation);
        var files = ReportFiles.Of(book, wish.Reader, wish.Formats, frameworks);
        if (wish.IsFile && frameworks.Count > 1)
        {
            throw new InvalidDataException($"{frameworks.Count} frameworks make {frameworks.Count} reports, and {wish.Place} is one file: give --out a folder, or choose one with --framework");
        }

        using var progress = new ProgressLine(terminal);
        progress.Report(new WorkProgress("Writing the report", 0, 0));
        List<string> written;
        if (wish.IsFile)
        {
            SingleFile.Write(wish.Place, files[0].Write, cancellationToken);
            written = [wish.Place];
        }
        else
        {
            OutputFolder.Write(wish.Place, files, cancellationToken);
            written = [.. files.Select(file => Path.Combine(wish.Place, file.Name))];
        }

        progress.Dispose();
        if (asJson)
        {
            JsonPrint.To(terminal, document =>
            {
                document.WriteStartObject();
                document.WriteString("reader", wish.Reader);
                document.WriteStrings("frameworks", frameworks.Select(static framework => framework.Id));
                document.WriteStrings("files", written);
                document.WriteEndObject();
            });
            return ExitCode.Success;
        }

        var page = new Page(terminal);
        page.Heading("Written");
        foreach (var file in written)
        {
            page.Line("  " + SafeText.Line(file));
        }

        return ExitCode.Success;
    }

    static List<ControlFramework> FrameworksOf(GapAssessment assessment, IReadOnlyList<string> wished)
    {
        var known = assessment.Context.Controls;
        if (wished.Count == 0)
        {
            var stated = assessment.Organisation.Controls.Select(static control => control.FrameworkId).ToHashSet(StringComparer.Ordinal);
            return known.Frameworks.Where(framework => stated.Contains(framework.Id)).ToList() is { Count: > 0 } named
                ? named
                : throw new InvalidDataException($"the organisation states no controls: choose with --framework ({string.Join(", ", known.Frameworks.Select(static framework => framework.Id))})");
        }

        var chosen = new List<ControlFramework>();
        foreach (var word in wished)
        {
            if (!known.TryFindFramework(word, out var framework))
            {
                var names = known.Frameworks.Select(static one => one.Id).ToList();
                var meant = Spelling.Nearest(word, names) is { } nearest ? $"; did you mean '{nearest}'?" : "";
                throw new InvalidDataException($"'{word}' is not a framework that Merlon has a mapping of{meant} Known: {string.Join(", ", names)}");
            }

            if (!chosen.Contains(framework))
            {
                chosen.Add(framework);
            }
        }

        return chosen;
    }
}

/// <summary>What a user wants written, checked before anything is assessed.</summary>
/// <param name="Reader">One of <see cref="ReportFiles.Readers"/>.</param>
/// <param name="Frameworks">Frameworks as the user named them.</param>
/// <param name="Formats">Some of <see cref="ReportFiles.Formats"/>.</param>
/// <param name="Place">Folder or file.</param>
/// <param name="IsFile">True when it is one file.</param>
sealed record ReportWish(string Reader, IReadOnlyList<string> Frameworks, IReadOnlyList<string> Formats, string Place, bool IsFile)
{
    /// <summary>Reads the words; throws for those that mean nothing.</summary>
    public static ReportWish Of(string reader, IReadOnlyList<string> frameworks, string? formats, string? place)
    {
        var target = place ?? AssessOutput.DefaultFolder;
        var ending = ReportFiles.Formats.FirstOrDefault(format => ReportFiles.EndingOf(format) is { } end && target.EndsWith(end, StringComparison.OrdinalIgnoreCase));
        List<string> chosen = formats is null ? [ending ?? ReportFiles.Html] : [.. formats.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Known).Distinct(StringComparer.Ordinal)];
        if (chosen.Count == 0)
        {
            throw new InvalidDataException($"--format names no format: {string.Join(", ", ReportFiles.Formats)}");
        }

        if (ending is not null && (chosen.Count > 1 || chosen[0] != ending))
        {
            throw new InvalidDataException($"{target} is one file and takes --format {ending} alone: give --out a folder for more");
        }

        if (frameworks.Count > 0 && reader != ReportFiles.Auditor)
        {
            throw new InvalidDataException($"--framework goes with --reader {ReportFiles.Auditor}");
        }

        return new ReportWish(reader, frameworks, chosen, target, ending is not null);
    }

    static string Known(string word)
    {
        if (ReportFiles.Formats.FirstOrDefault(format => string.Equals(format, word, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            return known;
        }

        var meant = Spelling.Nearest(word, ReportFiles.Formats) is { } nearest ? $"; did you mean '{nearest}'?" : "";
        throw new InvalidDataException($"--format takes {string.Join(", ", ReportFiles.Formats)}, not '{word}'{meant}");
    }
}
