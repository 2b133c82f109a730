using System.Text;
using System.Text.Json;
using Merlon.Web.Reports.Tables;

namespace Merlon.Web.App.Assessment;

/// <summary>A table or document that is saved as a file: an attachment, written as it goes out.</summary>
sealed class TableFile : IResult
{
    readonly string name;
    readonly string type;
    readonly Action<Stream> write;

    TableFile(string name, string type, Action<Stream> write)
    {
        this.name = name;
        this.type = type;
        this.write = write;
    }

    /// <summary>A table as CSV.</summary>
    public static TableFile Csv(string name, ReportTable table) => new(name, "text/csv; charset=utf-8", stream => TableFiles.WriteCsv(table, stream));

    /// <summary>CSV that is written by its own writer, as the command line does.</summary>
    public static TableFile Csv(string name, Action<CsvWriter> write) => new(name, "text/csv; charset=utf-8", stream =>
    {
        using StreamWriter text = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        write(new CsvWriter(text));
    });

    /// <summary>A table as a workbook.</summary>
    public static TableFile Xlsx(string name, ReportTable table) => new(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", stream => TableFiles.WriteXlsx([table], name, stream));

    /// <summary>A JSON document.</summary>
    public static TableFile Json(string name, Action<Utf8JsonWriter> write) => new(name, "application/json; charset=utf-8", stream => stream.Write(Encoding.UTF8.GetBytes(JsonText.Line(write))));

    /// <summary>A list in the format that a query names: csv or xlsx.</summary>
    /// <exception cref="InvalidDataException">The format is neither.</exception>
    public static TableFile Of<T>(ListTable<T> table, string format) => format switch
    {
        "csv" => Csv(table.Name + ".csv", csv => WriteList(csv, table)),
        "xlsx" => new(table.Name + ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", stream => Sheets.Workbook.Write(stream, [table.ToSheet()], table.Name)),
        _ => throw new InvalidDataException($"format takes csv or xlsx, not '{format}'"),
    };

    /// <summary>Something else.</summary>
    public static TableFile Other(string name, string type, Action<Stream> write) => new(name, type, write);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using MemoryStream made = new();
        write(made);
        httpContext.Response.ContentType = type;
        httpContext.Response.ContentLength = made.Length;
        httpContext.Response.Headers.CacheControl = "no-store";
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        made.Position = 0;
        await made.CopyToAsync(httpContext.Response.Body, httpContext.RequestAborted);
    }

    static void WriteList<T>(CsvWriter csv, ListTable<T> table)
    {
        csv.Header(table.Columns.Select(static column => column.Key));
        foreach (var row in table.Rows)
        {
            foreach (var column in table.Columns)
            {
                column.Of(row).Write(csv);
            }

            csv.EndRecord();
        }
    }
}
