using System.CommandLine;
using System.Globalization;

namespace Merlon.Cli;

/// <summary>Options whose value has a form, read with messages that people understand.</summary>
static class OptionReading
{
    /// <summary>A whole number within bounds.</summary>
    public static Option<int> Number(string name, string description, int fallback, int least, int most) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} ({least} to {most}; default {fallback})."),
        HelpName = "N",
        DefaultValueFactory = _ => fallback,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            {
                return number;
            }

            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes a whole number from {least} to {most}, not '{text}'"));
            return fallback;
        },
    };

    /// <summary>A day such as <c>2026-11-22</c>.</summary>
    public static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DATE",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            result.AddError($"{name} takes a day such as 2026-11-22, not '{text}'");
            return null;
        },
    };

    /// <summary>An amount of money, 0 or more.</summary>
    public static Option<decimal?> Money(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "AMOUNT",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                return amount;
            }

            result.AddError($"{name} takes an amount such as 120000, not '{text}'");
            return null;
        },
    };

    /// <summary>One of a few words, letter case ignored.</summary>
    public static Option<string?> Word(string name, string description, string helpName, IReadOnlyList<string> words) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (words.FirstOrDefault(word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase)) is { } known)
            {
                return known;
            }

            var meant = Documents.Spelling.Nearest(text, words) is { } nearest ? $"; did you mean '{nearest}'?" : "";
            result.AddError($"{name} takes one of {string.Join(", ", words)}, not '{text}'{meant}");
            return null;
        },
    };

    /// <summary>An option that takes one word.</summary>
    public static Option<string?> Text(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
    };

    /// <summary>Text that may be given several times.</summary>
    public static Option<string[]> Texts(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = static _ => [],
    };

    /// <summary>Asks for one JSON document on standard output.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document on standard output." };

    public static Argument<string> Argument(string name, string description) => new(name) { Description = description };
}
