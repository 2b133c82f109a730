using Merlon.Controls;
using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>Mapping files by path: named ones, and those of folders.</summary>
static class MappingFiles
{
    static readonly string[] Extensions = [".json", ".csv", ".tsv", ".yaml", ".yml"];

    /// <summary>Files in the order named, those of a folder ordinally; at most <see cref="MappingLimits.FilesMax"/>.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> paths)
    {
        var found = new List<string>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                found.AddRange(Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 16, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden })
                    .Where(static file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                    .Take(MappingLimits.FilesMax + 1).Order(StringComparer.Ordinal));
            }
            else if (File.Exists(path))
            {
                found.Add(path);
            }
            else
            {
                throw new FileNotFoundException($"{path} does not exist: name a mapping file or a folder of them", path);
            }
        }

        return found.Count <= MappingLimits.FilesMax
            ? found
            : throw new InvalidDataException($"these are more than the {MappingLimits.FilesMax} mapping files that are read at once: name fewer");
    }

    /// <summary>Reads a file, gzip too.</summary>
    public static (Parsed<ReadMappings> Read, ReadOnlyMemory<byte> Bytes) Read(string path, string document, MappingHints hints)
    {
        switch (BoundedBytes.OfFile(path, MappingLimits.BytesMax))
        {
            case BoundedBytes.Whole whole:
                return (MappingFile.Read(whole.Bytes, document, hints, ReadLimits.Default), whole.Bytes);
            case BoundedBytes.Refused refused:
                return (new Parsed<ReadMappings>(Value: null, [new Diagnostic(refused.Code, Severity.Error, document, SourceLocation.Whole, $"the mapping {refused.Why}; nothing of it was read")]), default);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
