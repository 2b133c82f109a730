using System.Globalization;
using Merlon.Assessment;
using Spectre.Console;

namespace Merlon.Cli;

/// <summary>Asks on a terminal for what the flags left open.</summary>
sealed class InitQuestions
{
    const int ChoicesShown = 12;

    readonly IAnsiConsole console;
    readonly InitWords words;
    readonly CancellationToken cancellationToken;

    public InitQuestions(Terminal terminal, InitWords words, CancellationToken cancellationToken)
    {
        this.words = words;
        this.cancellationToken = cancellationToken;
        console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
    }

    /// <summary>The answers completed; an option that was given is not asked for again.</summary>
    public async Task<OrganisationAnswers> CompleteAsync(OrganisationAnswers given)
    {
        console.MarkupLine("[dim]A few questions; Enter takes what stands in brackets. Everything can be changed in the file afterwards.[/]");
        return given with
        {
            Name = await TextAsync("Name of the organisation", given.Name),
            Sectors = given.Sectors.Count > 0 ? given.Sectors : await ChooseAsync("Sectors that it works in", words.Sectors.Sectors, []),
            Regions = given.Regions.Count > 0 ? given.Regions : await WordsAsync("Countries or regions that it works in (commas between them, may be empty)", words.Region),
            Platforms = given.Platforms.Count > 0 ? given.Platforms : await ChooseAsync("Platforms in use", words.Platforms, ["Windows"]),
            Groups = given.Groups.Count > 0 ? given.Groups : await WordsAsync("Groups that worry you (names or ids, commas between them, may be empty)", words.Group),
            LogSources = given.LogSources.Count > 0
                ? given.LogSources
                : await ChooseAsync("Log sources that are collected", [.. words.LogSources.Kinds.Select(static kind => kind.Id)], []),
            Budget = given.Budget ?? await BudgetAsync(given.Currency ?? CostTable.Default.Currency),
        };
    }

    async Task<string> TextAsync(string question, string fallback)
    {
        var prompt = new TextPrompt<string>(Markup.Escape(question)).DefaultValue(fallback);
        return (await prompt.ShowAsync(console, cancellationToken)).Trim();
    }

    async Task<IReadOnlyList<string>> WordsAsync(string question, Func<string, (string Word, string? Complaint)> read)
    {
        var prompt = new TextPrompt<string>(Markup.Escape(question)).AllowEmpty().Validate(answer =>
            Split(answer).Select(word => read(word).Complaint).FirstOrDefault(static complaint => complaint is not null) is { } complaint
                ? ValidationResult.Error(Markup.Escape(complaint))
                : ValidationResult.Success());
        return [.. Split(await prompt.ShowAsync(console, cancellationToken)).Select(word => read(word).Word)];
    }

    async Task<IReadOnlyList<string>> ChooseAsync(string question, IReadOnlyList<string> choices, IReadOnlyList<string> chosen)
    {
        var prompt = new MultiSelectionPrompt<string>().Title(Markup.Escape(question)).NotRequired().PageSize(ChoicesShown)
            .InstructionsText("[dim](space chooses, Enter goes on)[/]").UseConverter(Markup.Escape).AddChoices(choices);
        foreach (var one in chosen.Where(one => choices.Contains(one, StringComparer.Ordinal)))
        {
            prompt.Select(one);
        }

        var answer = await prompt.ShowAsync(console, cancellationToken);
        console.MarkupLineInterpolated($"{question}: {string.Join(", ", answer)}");
        return answer;
    }

    async Task<decimal?> BudgetAsync(string currency)
    {
        var prompt = new TextPrompt<string>(Markup.Escape($"Budget for improvements in {currency} (may be empty)")).AllowEmpty().Validate(static answer =>
            answer.Trim().Length == 0 || TryMoney(answer, out _) ? ValidationResult.Success() : ValidationResult.Error("an amount such as 120000"));
        return TryMoney(await prompt.ShowAsync(console, cancellationToken), out var amount) ? amount : null;
    }

    static bool TryMoney(string text, out decimal amount)
        => decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out amount);

    static string[] Split(string answer) => answer.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
