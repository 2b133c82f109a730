using System.CommandLine;
using System.Globalization;
using Merlon.Web.App;
using Merlon.Web.Serving;

namespace Merlon.Cli;

/// <summary><c>merlon serve</c>: the web application and the API over one workspace.</summary>
static class ServeCommand
{
    /// <summary>Most faults of a language that are told at the start; the page About has all.</summary>
    const int DiagnosticsToldMax = 10;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("serve", "Serve the web application and the API over an organisation's workspace.")
        {
            Examples =
            [
                new("merlon serve my-organisation", "At http://127.0.0.1:8484, for this machine alone."),
                new("merlon serve my-organisation --listen 0.0.0.0 --certificate merlon.pem --port 443", "For everybody who can reach this machine, over TLS."),
                new("merlon serve my-organisation --behind-proxy 127.0.0.1 --public-url https://merlon.example", "Behind a proxy of this machine that speaks TLS."),
                new("merlon serve my-organisation --logs /var/log/collected", "Lets analysts hunt in a folder of this machine."),
                new("merlon serve my-organisation --database postgres://merlon@db/merlon", "One of several servers that share a database."),
            ],
        };
        var organisation = OptionReading.Argument("ORG", "The organisation's folder, or its organisation.yaml (default: the current folder).");
        organisation.DefaultValueFactory = static _ => ".";
        ServeOptions options = new();
        var workspace = OptionReading.Text("--workspace", "The folder of the workspace (default: .merlon beside the organisation).", "DIR");
        var rules = OptionReading.Texts("--rules", "A folder or file of further Sigma rules, taken as deployed (may be repeated).", "DIR");
        var logs = OptionReading.Texts("--logs", "A folder of logs that may be hunted in from the application (may be repeated); no other folder of this machine can.", "DIR");
        var texts = OptionReading.Texts("--texts", "A folder of texts in further languages, a folder for each such as de (may be repeated).", "DIR");
        command.Add(organisation);
        command.Add(workspace);
        command.Add(rules);
        options.AddTo(command);
        command.Add(logs);
        command.Add(texts);
        command.SetAction(async (parse, cancellationToken) =>
        {
            var path = parse.GetRequiredValue(organisation);
            if (terminal.Database is not null)
            {
                Directory.CreateDirectory(Terminal.FolderOf(path)); // its files come from the database
            }
            else if (!File.Exists(path) && !Directory.Exists(path))
            {
                return Failure.Refuse(terminal, $"there is no {path}", $"Write one: merlon init {path}");
            }
            else if (File.Exists(path) && Path.GetExtension(path).ToLowerInvariant() is not (".yaml" or ".yml"))
            {
                return Failure.Refuse(terminal, $"{path} is no organisation: its file ends with .yaml", "Name the organisation's folder, or its organisation.yaml");
            }

            if ((parse.GetValue(logs) ?? []).FirstOrDefault(static folder => !Directory.Exists(folder)) is { } missing)
            {
                return Failure.Refuse(terminal, $"there is no folder {missing}", "Name a folder of logs with --logs");
            }

            if ((parse.GetValue(texts) ?? []).FirstOrDefault(static folder => !Directory.Exists(folder)) is { } without)
            {
                return Failure.Refuse(terminal, $"there is no folder {without}", "Name a folder of texts with --texts");
            }

            ServeSettings settings = new(path, Path.GetFullPath(parse.GetValue(workspace) ?? AssessmentChoice.WorkspaceBeside(path)), terminal.Clock)
            {
                RulePaths = parse.GetValue(rules) ?? [],
                LogFolders = parse.GetValue(logs) ?? [],
                TextFolders = [.. (parse.GetValue(texts) ?? []).Select(Path.GetFullPath)],
                Database = terminal.Database,
                Tell = line => terminal.Error.WriteLine(SafeText.Line(line)),
            };
            return await RunAsync(options.Apply(settings, parse), terminal, cancellationToken);
        });
        return command;
    }

    /// <summary>Says how far a language is; what could not be used is named, a few of each.</summary>
    static void Tell(LanguageState language, Terminal terminal)
    {
        terminal.Out.WriteLine(SafeText.Line(string.Create(CultureInfo.InvariantCulture, $"Language {language.Language}: {language.Texts:N0} texts, {language.Missing.Count:N0} missing (shown in English), {language.Diagnostics.Count:N0} not used")));
        foreach (var diagnostic in language.Diagnostics.Take(DiagnosticsToldMax))
        {
            terminal.Error.WriteLine(SafeText.Line(diagnostic.ToString()));
        }
    }

    static async Task<int> RunAsync(ServeSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var server = MerlonServer.Build(settings);
        await server.StartAsync(cancellationToken);
        terminal.Out.WriteLine($"Merlon serves {settings.OrganisationPath} at {server.Address} (Ctrl-C stops it)");
        foreach (var language in server.Languages)
        {
            Tell(language, terminal);
        }

        if (server.FirstStartAddress() is { } first)
        {
            terminal.Out.WriteLine("Nobody can sign in yet. Make the first administrator here (works once, for 24 hours):");
            terminal.Out.WriteLine($"  {first}");
        }

        terminal.Out.Flush();
        _ = server.WarmUpAsync(cancellationToken);
        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, server.Stopping);
            await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }

        await server.StopAsync(CancellationToken.None);
        return ExitCode.Success;
    }
}
