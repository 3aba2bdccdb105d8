//! The manual page: one for all commands, so that there is one file to put in place and no page leads to another.

use anyhow::{Context, Result};
use clap::Command;
use clap_mangen::Man;
use std::fmt::Write as _;

/// The page in the format of roff.
pub(super) fn page(mut command: Command) -> Result<String> {
    command.build();
    let main = Man::new(command.clone());
    let mut page = written(|out| main.render_title(out))?;
    page += &section(|out| main.render_name_section(out))?;
    page += &section(|out| main.render_synopsis_section(out))?;
    page += &section(|out| main.render_description_section(out))?;
    page += &section(|out| main.render_options_section(out))?;
    commands(&command, "", &mut page)?;
    Ok(page)
}

/// A section for each command, and for each below it.
fn commands(command: &Command, above: &str, page: &mut String) -> Result<()> {
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        let name = format!("{above}{}", below.get_name());
        if name.starts_with("help") || name.ends_with(" help") {
            continue;
        }
        let _ = writeln!(page, ".SH \"{}\"", name.to_uppercase());
        // Options of every command stand above.
        let shared = |arg: clap::Arg| {
            let everywhere =
                arg.is_global_set() || ["help", "version"].contains(&arg.get_id().as_str());
            if everywhere { arg.hide(true) } else { arg }
        };
        let below = below.clone().mut_args(shared);
        let has_options = below.get_arguments().any(|arg| !arg.is_hide_set());
        let own = Man::new(below.clone());
        for text in [
            section(|out| own.render_description_section(out))?,
            section(|out| own.render_synopsis_section(out))?,
            if has_options {
                section(|out| own.render_options_section(out))?
            } else {
                String::new()
            },
        ] {
            // What is a section of a page of its own is a part of this one.
            page.push_str(
                &text
                    .replace(".SH DESCRIPTION\n", "")
                    .replace("\n.SH ", "\n.SS ")
                    .replacen(".SH ", ".SS ", 1),
            );
        }
        commands(&below, &format!("{name} "), page)?;
    }
    Ok(())
}

fn written(render: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Result<String> {
    let mut out = Vec::new();
    render(&mut out).context("cannot write the manual page")?;
    String::from_utf8(out).context("the manual page is UTF-8")
}

/// A section without the lines that begin a page: how quotes are written.
fn section(render: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Result<String> {
    let text = written(render)?;
    let lines =
        text.lines().skip_while(|line| line.starts_with(".ie ") || line.starts_with(".el "));
    Ok(lines.flat_map(|line| [line, "\n"]).collect())
}
