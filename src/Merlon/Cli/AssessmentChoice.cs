using System.CommandLine;
using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary>The argument and options by which a command is told which organisation to assess, as of when and against what.</summary>
sealed class AssessmentChoice
{
    readonly Argument<string> organisation;
    readonly ReleaseChoice release;
    readonly Option<string[]> rules = OptionReading.Texts("--rules", "A folder or file of further Sigma rules, taken as deployed (may be repeated).", "DIR");
    readonly Option<DateOnly?> asOf = OptionReading.Day("--as-of", "The day to speak of (default: today).");

    /// <summary>Adds argument and options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="isHere">True where the organisation may be left out: then it is the current folder's.</param>
    public AssessmentChoice(Command command, bool isHere = false)
    {
        organisation = OptionReading.Argument("ORG", $"The organisation's folder, or its {OrganisationFile.FileName}{(isHere ? " (default: the current folder)" : "")}.");
        if (isHere)
        {
            organisation.DefaultValueFactory = static _ => ".";
        }

        command.Add(organisation);
        release = new ReleaseChoice(command);
        command.Add(rules);
        command.Add(asOf);
    }

    /// <summary>What to assess.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="record">Whether the journal takes what the run says; a command that only looks records nothing.</param>
    public AssessRequest RequestIn(ParseResult parse, bool record) => new(
        parse.GetRequiredValue(organisation), release.PathIn(parse), release.VersionIn(parse), parse.GetValue(rules) ?? [], parse.GetValue(asOf), record)
    {
        PublishedOnly = release.IsPublishedIn(parse),
    };

    /// <summary>Folder of the workspace: as asked for, else beside the organisation.</summary>
    public string WorkspaceIn(ParseResult parse) => release.WorkspaceIn(parse) ?? WorkspaceBeside(parse.GetRequiredValue(organisation));

    /// <summary>
    /// Assesses without recording, for commands that look closer at one part: what was noticed goes to the error stream. Null when there is
    /// nothing to look at: the command ends with <see cref="ExitCode.BadInput"/>.
    /// </summary>
    public async Task<GapAssessment?> LookAsync(ParseResult parse, Terminal terminal, CancellationToken cancellationToken)
    {
        var request = RequestIn(parse, record: false);
        if (IsMissing(request, terminal))
        {
            return null;
        }

        var assessed = await AssessAsync(terminal, request, WorkspaceIn(parse), cancellationToken);
        DiagnosticListing.Write(terminal, assessed.Diagnostics);
        return assessed.Value;
    }

    /// <summary>True, and said, when there is no such organisation.</summary>
    public static bool IsMissing(AssessRequest request, Terminal terminal)
    {
        if (terminal.Database is not null || File.Exists(request.OrganisationPath) || Directory.Exists(request.OrganisationPath))
        {
            return false;
        }

        Failure.Refuse(terminal, $"there is no {request.OrganisationPath}", $"Write one: merlon init {request.OrganisationPath}");
        return true;
    }

    /// <summary>Assesses, with progress.</summary>
    public static async Task<Parsed<GapAssessment>> AssessAsync(Terminal terminal, AssessRequest request, string? workspace, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(terminal);
        using var opened = Workspace.Open(terminal.WorkspaceAt(workspace ?? WorkspaceBeside(request.OrganisationPath), request.Record ? WorkspaceAccess.Write : WorkspaceAccess.Read, request.OrganisationPath));
        return await opened.AssessAsync(request, progress, cancellationToken);
    }

    /// <summary>The folder of the workspace where none is named: beside the organisation.</summary>
    public static string WorkspaceBeside(string organisationPath)
    {
        var folder = Directory.Exists(organisationPath) ? organisationPath : Path.GetDirectoryName(Path.GetFullPath(organisationPath)) ?? "";
        return Path.Combine(folder, Workspace.DefaultFolderName);
    }
}
