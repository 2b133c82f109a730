using System.CommandLine;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon release fetch</c>: the one command that opens a connection.</summary>
static class ReleaseFetchCommand
{
    const string TaxiiWord = "taxii";

    public static Command Build(Terminal terminal, FetchOptions options)
    {
        var command = new ExampledCommand("fetch", "Fetch a release from MITRE, or from your mirror, and store it. The only command that uses the network.")
        {
            Examples =
            [
                new("merlon release fetch", "Fetches the newest release of every domain from MITRE's repository."),
                new("merlon release fetch 18.1 --domain enterprise", "Fetches one domain of one version."),
                new("merlon release fetch --source taxii --domain ics", "Fetches from MITRE's TAXII 2.1 server."),
                new("merlon release fetch 18.1 --from https://mirror.example/attack/index.json", "Fetches from an internal mirror: a copy of the repository, a TAXII 2.1 server, or a bundle."),
                new("merlon release fetch --from ../attack-stix-data/enterprise-attack", "Takes a folder that somebody brought, where there is no network."),
                new("merlon release fetch --list", "Lists what there is to fetch."),
            ],
        };
        var version = new Argument<string?>("VERSION") { Description = "Such as 18.1 (default: the newest).", Arity = ArgumentArity.ZeroOrOne };
        var domains = OptionReading.Texts("--domain", "Only this domain, such as enterprise or ics-attack (may be repeated).", "DOMAIN");
        var source = OptionReading.Word("--source", "MITRE's repository (default) or its TAXII 2.1 server: repository, taxii.", "SOURCE", ["repository", TaxiiWord]);
        var from = OptionReading.Text("--from", "A file, a folder, or the http(s) address of a mirror, instead of MITRE.", "FROM");
        var list = new Option<bool>("--list") { Description = "List what there is, and fetch nothing." };
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(version);
        command.Add(domains);
        command.Add(source);
        command.Add(from);
        command.Add(list);
        command.Add(workspace);
        command.Add(json);
        command.SetAction((parse, cancellationToken) =>
        {
            var request = new FetchRequest(
                parse.GetValue(version), parse.GetValue(domains) ?? [], string.Equals(parse.GetValue(source), TaxiiWord, StringComparison.Ordinal) ? FetchSource.Taxii : FetchSource.Repository,
                parse.GetValue(from));
            var folder = parse.GetValue(workspace) ?? Workspace.DefaultFolderName;
            return parse.GetValue(list)
                ? ListAsync(terminal, folder, request, options, parse.GetValue(json), cancellationToken)
                : FetchAsync(terminal, folder, request, options, parse.GetValue(json), cancellationToken);
        });
        return command;
    }

    static async Task<int> ListAsync(Terminal terminal, string folder, FetchRequest request, FetchOptions options, bool asJson, CancellationToken cancellationToken)
    {
        using var opened = Workspace.Open(terminal.WorkspaceAt(folder, WorkspaceAccess.Read));
        using var progress = new ProgressLine(terminal);
        var read = await Workspace.ListFetchableAsync(request, options, progress, cancellationToken);
        progress.Dispose();
        DiagnosticListing.Write(terminal, read.Diagnostics, withNotes: true);
        if (read.Value is not { } releases)
        {
            return ExitCode.BadInput;
        }

        var stored = opened.ListReleases().Where(static r => !r.IsBuiltIn).ToDictionary(static r => r.Version, StringComparer.Ordinal);
        if (asJson)
        {
            JsonPrint.To(terminal, json => StoredReleaseJson.WriteOffered(json, releases, stored));
            return ExitCode.Success;
        }

        var table = new TextTable { Columns = [new("version"), new("domains", IsFlexible: true), new("in the workspace", IsFlexible: true)] };
        foreach (var release in releases)
        {
            table.Add(
                SafeText.Line(release.Version), SafeText.Line(string.Join(", ", release.Domains)),
                stored.TryGetValue(release.Version, out var there) ? SafeText.Line(string.Join(", ", there.Domains)) : "");
        }

        new Page(terminal).Table(table);
        return ExitCode.Success;
    }

    static async Task<int> FetchAsync(Terminal terminal, string folder, FetchRequest request, FetchOptions options, bool asJson, CancellationToken cancellationToken)
    {
        using var opened = Workspace.Open(terminal.WorkspaceAt(folder, WorkspaceAccess.Write));
        using var progress = new ProgressLine(terminal);
        var read = await opened.FetchReleaseAsync(request, options, progress, cancellationToken);
        progress.Dispose();
        DiagnosticListing.Write(terminal, read.Diagnostics, withNotes: true);
        if (read.Value is not { } fetched)
        {
            return ExitCode.BadInput;
        }

        if (asJson)
        {
            JsonPrint.To(terminal, json => StoredReleaseJson.WriteFetched(json, fetched));
            return ExitCode.Success;
        }

        var page = new Page(terminal);
        var release = fetched.Release;
        page.Paragraph(SafeText.Line($"Stored ATT&CK {release.Version} ({string.Join(", ", release.Domains)}) in {opened.Folder}."));
        foreach (var bundle in fetched.Bundles)
        {
            var resumed = bundle.ResumedBytes > 0 ? $", of which {Page.Count(bundle.ResumedBytes)} had come before" : "";
            page.Paragraph(SafeText.Line($"{bundle.Domain}: {Page.Count(bundle.Bytes)} bytes{resumed}"), indent: 2, hanging: 2);
            page.Paragraph(SafeText.Line($"from {bundle.Address}"), indent: 4, hanging: 2, tone: Tone.Quiet);
            page.Paragraph($"sha256 {bundle.Sha256}", indent: 4, hanging: 2, tone: Tone.Quiet);
        }

        page.Paragraph(SafeText.Line(release.IsPinned
            ? "The workspace uses it."
            : $"merlon release impact shows what it means for you; merlon release use {release.Version} makes it the one in use."));
        return ExitCode.Success;
    }
}
