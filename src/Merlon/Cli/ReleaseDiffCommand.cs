using System.CommandLine;
using System.Text;
using Merlon.Changes;
using Merlon.Documents;
using Merlon.Layers;
using Merlon.Web.Changes;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon release diff</c>: what changed between two releases.</summary>
static class ReleaseDiffCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("diff", "Compare two releases as ATT&CK's change logs do, and beyond; exit code 1 when they differ.")
        {
            Examples =
            [
                new("merlon release diff 17.1 18.1", "Compares two releases of the workspace."),
                new("merlon release diff 17.1 18.1 --from ../attack --html changes.html --layers layers", "Compares two releases of a folder of bundles; writes a page and a Navigator layer per domain."),
                new("merlon release diff old/enterprise-attack.json new/enterprise-attack.json --type techniques --details", "Compares two files: every changed technique field by field."),
                new("merlon release diff 17.1 18.1 --json", "One JSON document: the STIX ids of each category, and more."),
            ],
        };
        var options = new DiffOptions(command);
        command.SetAction((parse, cancellationToken) => Task.FromResult(Run(terminal, options.In(parse), cancellationToken)));
        return command;
    }

    static int Run(Terminal terminal, DiffRequest request, CancellationToken cancellationToken)
    {
        if (request is { Json: true, Markdown: StandardOutput })
        {
            return Failure.Refuse(terminal, "--json and --markdown - both want the standard output", "Give one of them a file: --markdown changes.md");
        }

        var compared = Compare(terminal, request, cancellationToken);
        if (compared.Value is not { } diff)
        {
            DiagnosticListing.Write(terminal, compared.Diagnostics);
            return ExitCode.BadInput;
        }

        if (request.Domains.FirstOrDefault(domain => !diff.Domains.Any(one => Is(one.Domain, domain))) is { } unknown)
        {
            return Failure.Refuse(terminal, $"{unknown} was not compared", $"Compared were {string.Join(", ", diff.Domains.Select(static one => one.Domain))}.");
        }

        DiagnosticListing.Write(terminal, compared.Diagnostics);
        var view = new DiffView(diff, [.. diff.Domains.Where(one => request.Domains.Count == 0 || request.Domains.Any(domain => Is(one.Domain, domain)))], request.Types);
        var written = WriteFiles(terminal, request, view, cancellationToken);
        if (request.Json)
        {
            JsonPrint.To(terminal, json => ReleaseDiffJson.Write(json, view, compared.Diagnostics, request.Details));
        }
        else if (request.Markdown == StandardOutput)
        {
            terminal.Out.Write(ReleaseDiffMarkdown.Of(view, request.Details));
        }
        else
        {
            ReleaseDiffText.Write(new Page(terminal), view, request, written);
        }

        return view.IsEmpty ? ExitCode.Success : ExitCode.Findings;
    }

    static bool Is(string domain, string asked)
        => string.Equals(domain, asked, StringComparison.OrdinalIgnoreCase) || string.Equals(domain, $"{asked}-attack", StringComparison.OrdinalIgnoreCase);

    static Parsed<ReleaseDiff> Compare(Terminal terminal, DiffRequest request, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(terminal);
        var old = Load(terminal, request, request.Old, progress);
        cancellationToken.ThrowIfCancellationRequested();
        var @new = Load(terminal, request, request.New, progress);
        cancellationToken.ThrowIfCancellationRequested();
        if (old.Value is not { } before || @new.Value is not { } after)
        {
            return new Parsed<ReleaseDiff>(Value: null, [.. old.Diagnostics, .. @new.Diagnostics]);
        }

        progress.Report(new WorkProgress("Comparing", 0, 0));
        var diff = ReleaseDiff.Between(before, after, ReadLimits.Default, cancellationToken);
        return diff with { Diagnostics = [.. old.Diagnostics, .. @new.Diagnostics, .. diff.Diagnostics] };
    }

    // A version is looked for in the folder of --from, else in the workspace; what is there as a path is a path.
    static Parsed<PublishedRelease> Load(Terminal terminal, DiffRequest request, string named, ProgressLine progress)
    {
        if (request.From is { } folder)
        {
            return PublishedBundles.Load(folder, named, progress, ReadLimits.Default);
        }

        if (File.Exists(named) || Directory.Exists(named) || named.AsSpan().ContainsAny('/', '\\') || named.Contains(".json", StringComparison.OrdinalIgnoreCase))
        {
            return PublishedBundles.Load(named, version: null, progress, ReadLimits.Default);
        }

        using var opened = Workspace.Open(terminal.WorkspaceAt(request.Workspace ?? Workspace.DefaultFolderName, WorkspaceAccess.Read));
        return opened.LoadBundles(named, progress);
    }

    const string StandardOutput = "-";

    static List<string> WriteFiles(Terminal terminal, DiffRequest request, DiffView view, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(terminal);
        List<string> written = [];
        if (request.Markdown is { } markdown and not StandardOutput)
        {
            WriteOne(markdown, stream => stream.Write(Encoding.UTF8.GetBytes(ReleaseDiffMarkdown.Of(view, request.Details))), "Writing the Markdown");
        }

        if (request.Html is { } html)
        {
            WriteOne(html, stream => ChangesDocument.Write(view, stream), "Writing the page");
        }

        if (request.Layers is { } folder)
        {
            List<OutputFile> layers = [.. view.Domains.Select(domain => new OutputFile($"{domain.Domain}-changes.json", stream => LayerWriter.Write(ChangeLayers.Of(view.Diff, domain), stream)))];
            OutputFolder.Write(folder, layers, cancellationToken);
            written.AddRange(layers.Select(layer => Path.Combine(folder, layer.Name)));
        }

        return written;

        void WriteOne(string path, Action<Stream> write, string stage)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress.Report(new WorkProgress(stage, 0, 0));
            SingleFile.Write(path, write, cancellationToken);
            written.Add(path);
        }
    }
}
