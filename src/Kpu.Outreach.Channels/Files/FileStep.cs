namespace Kpu.Outreach.Channels.Files;

/// <summary>The moments at which writing a folder can be interrupted; tests stop at each of them.</summary>
internal enum FileStep
{
    Lock,
    Mark,
    Write,
    Copy,
    Flush,
    Journal,
    Rename,
    Manifest,
    Remove,
    Clean,
}

/// <summary>Called before each step with the file it concerns; throwing is the failure of that step.</summary>
internal delegate void FileStepObserver(FileStep step, string path);
