using System.CommandLine;
using Merlon.Changes;

namespace Merlon.Cli;

/// <summary>What is asked of <c>merlon release diff</c>.</summary>
sealed record DiffRequest(
    string Old, string New, string? From, string? Workspace, IReadOnlyList<string> Domains, IReadOnlyList<string> Types, bool Details, bool Json,
    string? Markdown, string? Html, string? Layers);

/// <summary>The arguments and options of <c>merlon release diff</c>.</summary>
sealed class DiffOptions
{
    readonly Argument<string> old = OptionReading.Argument("OLD", "The old release: a version in the workspace, or a path (a bundle, a folder of them, a .gz or a .zip).");
    readonly Argument<string> @new = OptionReading.Argument("NEW", "The new release, named in the same way.");
    readonly Option<string?> from = OptionReading.Text("--from", "Folder or archive of bundles in which OLD and NEW are versions.", "PATH");
    readonly Option<string?> workspace = ReleaseChoice.WorkspaceOption();
    readonly Option<string[]> domains = OptionReading.Texts("--domain", "Domain to show, such as enterprise-attack or enterprise (may be repeated; default: all).", "DOMAIN");
    readonly Option<string[]> types = OptionReading.Texts("--type", $"Type to show (may be repeated; default: all): {string.Join(", ", DiffView.TypeKeys)}.", "TYPE");
    readonly Option<bool> details = new("--details") { Description = "Show every change in full: fields, word by word, and what came and went around a technique." };
    readonly Option<bool> json = OptionReading.Json();
    readonly Option<string?> markdown = OptionReading.Text("--markdown", "Write the changes as Markdown to a file, or to standard output with -.", "FILE");
    readonly Option<string?> html = OptionReading.Text("--html", "Write the changes as one self-contained HTML page, texts side by side.", "FILE");
    readonly Option<string?> layers = OptionReading.Text("--layers", "Write a Navigator layer per domain into a folder.", "DIR");

    public DiffOptions(Command command)
    {
        command.Add(old);
        command.Add(@new);
        types.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens)
            {
                if (!DiffView.TypeKeys.Contains(token.Value, StringComparer.OrdinalIgnoreCase))
                {
                    var meant = Documents.Spelling.Nearest(token.Value, DiffView.TypeKeys) is { } nearest ? $"; did you mean '{nearest}'?" : "";
                    result.AddError($"--type takes one of {string.Join(", ", DiffView.TypeKeys)}, not '{token.Value}'{meant}");
                }
            }
        });
        foreach (var option in new Option[] { from, workspace, domains, types, details, json, markdown, html, layers })
        {
            command.Add(option);
        }
    }

    public DiffRequest In(ParseResult parse) => new(
        parse.GetRequiredValue(old), parse.GetRequiredValue(@new), parse.GetValue(from), parse.GetValue(workspace),
        parse.GetValue(domains) ?? [], [.. (parse.GetValue(types) ?? []).Select(static type => type.ToLowerInvariant())],
        parse.GetValue(details), parse.GetValue(json), parse.GetValue(markdown), parse.GetValue(html), parse.GetValue(layers));
}
