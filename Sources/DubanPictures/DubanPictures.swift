//! # DubanPictures
//!
//! Draws workflows: `WorkflowGraph` is what a definition says about who does what and where it leads, and each renderer makes one format
//! of it. All are pure: the same definition gives the same bytes.
//!
//! ```
//! WorkflowDefinition ──▶ WorkflowGraph ──┬──▶ MermaidRenderer, DotRenderer        (whoever shows them lays them out)
//!                         (+ CasePath)   ├──▶ SVGRenderer  ──▶ layout, downwards   (lanes are columns)
//!                                        └──▶ BPMNRenderer ──▶ layout, rightwards  (lanes are rows; BPMN DI)
//! ```
//!
//! The layout is Sugiyama's: cycles are turned, nodes get layers, edges over several layers and their labels get places of their own,
//! layers are ordered by barycentres lane by lane, places are pulled straight, and edges run at right angles in tracks between layers.
//! It knows no x and y but "along" and "across" the flow, so that both directions are one piece of code. Branches of `parallel` and
//! `each` are laid out by themselves and stand in their opener as in a box.
//!
//! It leaves to others: where a case's history comes from (`DubanServer`), and files and options (`DubanCommands`).
