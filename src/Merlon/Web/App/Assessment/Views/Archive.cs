using System.IO.Compression;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Assessment.Views;

/// <summary>Several files as one archive, written as it goes out.</summary>
static class Archive
{
    /// <summary>An archive of files; made anew it has the same bytes.</summary>
    public static IResult Of(string name, IEnumerable<OutputFile> files) => Results.Stream(
        async stream =>
        {
            using MemoryStream made = new();
            Write(made, files);
            made.Position = 0;
            await made.CopyToAsync(stream);
        },
        "application/zip", name);

    /// <summary>Writes an archive.</summary>
    public static void Write(Stream stream, IEnumerable<OutputFile> files)
    {
        using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var file in files)
        {
            var entry = zip.CreateEntry(file.Name, CompressionLevel.Fastest);
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var content = entry.Open();
            file.Write(content);
        }
    }
}
