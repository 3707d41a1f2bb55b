#!/usr/bin/env -S node --
import '../dist/wrap-main.js';
