using System.Text;
using System.Text.Json;
using Merlon.Documents;
using Merlon.Sheets;
using Merlon.Workspaces.Exchange;

namespace Merlon.Answers;

/// <summary>A list as a table that goes to a page, into JSON, CSV and XLSX alike: its columns say what a row has.</summary>
/// <param name="Name">What the rows are, such as <c>techniques</c>; the sheet's name.</param>
/// <param name="Columns">Columns, left to right.</param>
/// <param name="Rows">Rows in order.</param>
/// <typeparam name="T">What a row is made of.</typeparam>
sealed record ListTable<T>(string Name, IReadOnlyList<ListColumn<T>> Columns, IReadOnlyList<T> Rows)
{
    /// <summary>All columns as CSV.</summary>
    public void WriteCsv(TextWriter output, bool keepsFormulas)
    {
        var csv = new CsvWriter(output, keepsFormulas);
        csv.Header(Columns.Select(static column => column.Key));
        foreach (var row in Rows)
        {
            foreach (var column in Columns)
            {
                column.Of(row).Write(csv);
            }

            csv.EndRecord();
        }
    }

    /// <summary>All columns as one sheet.</summary>
    public Sheet ToSheet() => new(
        Name, [.. Columns.Select(static column => new SheetColumn(column.Title, column.WidthChars))],
        Rows.Select(row => (IReadOnlyList<SheetCell>)[.. Columns.Select(column => column.Of(row).ToCell())]))
    {
        FrozenColumns = 1,
    };

    /// <summary>All columns of one row as members of a JSON object.</summary>
    public void WriteJson(Utf8JsonWriter json, T row)
    {
        foreach (var column in Columns)
        {
            column.Of(row).Write(json, column.Key);
        }
    }

    /// <summary>Writes a file, whole or not at all.</summary>
    public static void WriteFile(string path, Action<Stream> write, CancellationToken cancellationToken) => SingleFile.Write(path, write, cancellationToken);

    /// <summary>Writes the table as a CSV file.</summary>
    public void WriteCsvFile(string path, bool keepsFormulas, CancellationToken cancellationToken) => WriteFile(
        path,
        stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            WriteCsv(writer, keepsFormulas);
        },
        cancellationToken);

    /// <summary>Writes the table as an XLSX file; gives what a sheet could not hold.</summary>
    public IReadOnlyList<Diagnostic> WriteXlsxFile(string path, CancellationToken cancellationToken)
    {
        IReadOnlyList<Diagnostic> losses = [];
        WriteFile(path, stream => losses = Workbook.Write(stream, [ToSheet()], path, cancellationToken), cancellationToken);
        return losses;
    }
}

/// <summary>A column of a <see cref="ListTable{T}"/>.</summary>
/// <param name="Key">Key in JSON and CSV.</param>
/// <param name="Title">Heading on a page and in a sheet.</param>
/// <param name="Of">The value of a row.</param>
/// <param name="IsOnPage">True where a page has room for it.</param>
/// <param name="IsNumber">True to align right.</param>
/// <param name="WidthChars">Width in a sheet.</param>
/// <typeparam name="T">What a row is made of.</typeparam>
sealed record ListColumn<T>(string Key, string Title, Func<T, ListValue> Of, bool IsOnPage = false, bool IsNumber = false, double WidthChars = 16);

/// <summary>What stands in a cell of a list: a text, several, a number, a day, yes or no, or a link.</summary>
abstract record ListValue
{
    ListValue() { }

    public abstract string ToText();

    public abstract SheetCell ToCell();

    public abstract void Write(CsvWriter csv);

    public abstract void Write(Utf8JsonWriter json, string key);

    public static implicit operator ListValue(string text) => new Words(text);

    public static implicit operator ListValue(int number) => new Number(number);

    public static implicit operator ListValue(bool flag) => new Flag(flag);

    /// <summary>One text.</summary>
    public sealed record Words(string Text) : ListValue
    {
        public override string ToText() => Text;

        public override SheetCell ToCell() => SheetCell.Of(Text);

        public override void Write(CsvWriter csv) => csv.Text(Text);

        public override void Write(Utf8JsonWriter json, string key) => json.WriteString(key, Text);
    }

    /// <summary>An address.</summary>
    public sealed record Link(string Url) : ListValue
    {
        public override string ToText() => Url;

        public override SheetCell ToCell() => Url.Length == 0 ? SheetCell.Empty : SheetCell.LinkTo(Url, Url);

        public override void Write(CsvWriter csv) => csv.Text(Url);

        public override void Write(Utf8JsonWriter json, string key) => json.WriteString(key, Url);
    }

    /// <summary>Several texts.</summary>
    public sealed record Several(IReadOnlyList<string> Texts) : ListValue
    {
        public override string ToText() => string.Join(", ", Texts);

        public override SheetCell ToCell() => SheetCell.Of(string.Join("; ", Texts));

        public override void Write(CsvWriter csv) => csv.Texts(Texts);

        public override void Write(Utf8JsonWriter json, string key) => json.WriteStrings(key, Texts);
    }

    /// <summary>A whole number, 0 or more.</summary>
    public sealed record Number(int Value) : ListValue
    {
        public override string ToText() => Value.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);

        public override SheetCell ToCell() => SheetCell.Of((double)Value);

        public override void Write(CsvWriter csv) => csv.Number(Value);

        public override void Write(Utf8JsonWriter json, string key) => json.WriteNumber(key, Value);
    }

    /// <summary>A number with decimals, six at most; on a page two.</summary>
    public sealed record Decimal(double Value) : ListValue
    {
        double Rounded => Math.Round(Value, 6, MidpointRounding.ToEven) + 0.0; // + 0.0 turns -0 into 0

        public override string ToText() => (Math.Round(Value, 2, MidpointRounding.ToEven) + 0.0).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);

        public override SheetCell ToCell() => SheetCell.Of(Rounded);

        public override void Write(CsvWriter csv) => csv.Number(Rounded);

        public override void Write(Utf8JsonWriter json, string key) => json.WriteNumber(key, Rounded);
    }

    /// <summary>Yes or no.</summary>
    public sealed record Flag(bool Value) : ListValue
    {
        public override string ToText() => Value ? "yes" : "";

        public override SheetCell ToCell() => SheetCell.Of(Value);

        public override void Write(CsvWriter csv) => csv.Text(Value ? "true" : "false");

        public override void Write(Utf8JsonWriter json, string key) => json.WriteBoolean(key, Value);
    }

    /// <summary>A day, or none.</summary>
    public sealed record Day(DateOnly? Value) : ListValue
    {
        public static Day Of(DateTimeOffset? moment) => new(moment is { } known ? DateOnly.FromDateTime(known.UtcDateTime) : null);

        public override string ToText() => Value is { } day ? AnswerWords.Day(day) : "";

        public override SheetCell ToCell() => Value is { } day ? SheetCell.Of(day) : SheetCell.Empty;

        public override void Write(CsvWriter csv) => csv.Day(Value);

        public override void Write(Utf8JsonWriter json, string key) => json.WriteDay(key, Value);
    }
}
